// Data files that are missing, damaged, of another site or of another version: one error each.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { test } from "node:test";

import { engine } from "./load.mjs";

/** A file of the contract. */
function file(name, header, arrays, site = "0123456789abcdef") {
  const pad = (bytes, n) => Buffer.concat([bytes, Buffer.alloc((n - (bytes.length % n)) % n)]);
  const listed = arrays.map(([array, type, values]) => ({ name: array, type, length: values.length }));
  let text = JSON.stringify({ ...header, arrays: listed });
  while ((4 + Buffer.byteLength(text)) % 8) text += " ";
  const length = Buffer.alloc(4);
  length.writeUInt32LE(Buffer.byteLength(text));
  const bodies = arrays.map(([, , values]) => pad(Buffer.from(values.buffer), 8));
  const bytes = gzipSync(Buffer.concat([length, Buffer.from(text), ...bodies]));
  return `Shards.receive("${name}", "${site}", "${bytes.toString("base64")}");\n`;
}

const SITE_JS = 'Shards.begin({"format":1,"site":"0123456789abcdef","rows":{"per_shard":2,"first":[7]},'
  + '"lender":{"currency":"€"},"n_features":2});\n';
const ROWS = file("rows/0000", { first: 7, n_clients: 2, note: "é" }, [["clients", "u32", Uint32Array.of(7, 9)],
  ["probability", "f64", Float64Array.of(0.25, 0.5)], ["values", "f32", Float32Array.of(1, 2, NaN, 4)]]);
const CLIENTS = file("clients", {}, [["delta", "u32", Uint32Array.of(7, 2)]]);

/** An engine over these files; the counts tell how often each was read. */
function site(files, counts = {}) {
  const read = (path) => {
    counts[path] = (counts[path] ?? 0) + 1;
    if (!(path in files)) throw new Error("no such file");
    return files[path];
  };
  return engine({ site: "", read });
}

const whole = { "data/site.js": SITE_JS, "data/rows/0000.js": ROWS, "data/clients.js": CLIENTS };

test("a file is unpacked once, however often it is asked for", async () => {
  const counts = {};
  const { Shards } = site(whole, counts);
  const [first, second] = await Promise.all([Shards.load("rows/0000"), Shards.load("rows/0000")]);
  assert.equal(first, second);
  assert.equal(await Shards.load("rows/0000"), first);
  assert.equal(counts["data/rows/0000.js"], 1);
  assert.equal(first.header.note, "é");
  assert.deepEqual([...first.arrays.get("clients")], [7, 9]);
  assert.equal(first.arrays.get("values").buffer, first.arrays.get("clients").buffer, "nothing is copied");
});

test("clients, places and rows", async () => {
  const { Site } = site(whole);
  const opened = await Site.open();
  assert.deepEqual([...(await opened.clients())], [7, 9]);
  assert.deepEqual([await opened.placeOf(9), await opened.placeOf(8)], [1, -1]);
  assert.deepEqual([...(await opened.row(9)).row], [2, 4]);
  assert.ok(Number.isNaN((await opened.row(7)).row[1]));
  for (const nobody of [0, 8, 10]) assert.equal(await opened.row(nobody), null);
});

const broken = {
  "a file that is not there": ["missing", undefined],
  "a file cut short": ["damaged", ROWS.slice(0, -40)],
  "an empty file": ["damaged", ""],
  "a file of a web page": ["damaged", "<!doctype html>"],
  "changed bytes": ["damaged", ROWS.slice(0, 200) + (ROWS[200] === "A" ? "B" : "A") + ROWS.slice(201)],
  "bytes cut out": ["damaged", ROWS.replace(/.{40}(?="\);)/, "")],
  "no base64": ["damaged", 'Shards.receive("rows/0000", "0123456789abcdef", "%%%");'],
  "another file's content": ["damaged", CLIENTS],
  "a file of another site": ["other_site", file("rows/0000", {}, [], "fedcba9876543210")],
  "an array longer than the file": ["damaged", ROWS && file("rows/0000", { arrays: 1 }, [])
    .replace(/"[^"]*"\);/, `"${gzipSync(Buffer.concat([Buffer.from([60, 0, 0, 0]),
      Buffer.from(JSON.stringify({ arrays: [{ name: "a", type: "f64", length: 99 }] }).padEnd(60))])).toString("base64")}");`)],
};
for (const [what, [kind, text]] of Object.entries(broken)) {
  test(`${what} is an error that names the file`, async () => {
    const files = { ...whole, "data/rows/0000.js": text };
    if (text === undefined) delete files["data/rows/0000.js"];
    const { Shards, ShardError } = site(files);
    await assert.rejects(Shards.load("rows/0000"), (error) => {
      assert.ok(error instanceof ShardError);
      assert.deepEqual([error.kind, error.file], [kind, "data/rows/0000.js"]);
      return true;
    });
    // Once put right it can be loaded, and other files never were concerned.
    files["data/rows/0000.js"] = ROWS;
    assert.ok((await Shards.load("rows/0000")).arrays.has("values"));
    assert.ok((await Shards.load("clients")).arrays.has("delta"));
  });
}

test("a site that is missing, damaged or of another format", async () => {
  for (const [text, kind] of [[undefined, "missing"], ["Shards.begin({", "damaged"], ["", "damaged"],
    [SITE_JS.replace('"format":1', '"format":2'), "unsupported"]]) {
    const files = { ...whole, "data/site.js": text };
    if (text === undefined) delete files["data/site.js"];
    const { Site } = site(files);
    await assert.rejects(Site.open(), (error) => error.kind === kind && error.file === "data/site.js");
  }
});

test("a text is filled in, and one that is not there is seen", () => {
  const { Words } = engine({ words: { shown: "{n} clients, {n} de {all}" } });
  assert.equal(Words.say("shown", { n: "3", all: "$& {n}" }), "3 clients, 3 de $& {n}");
  assert.equal(Words.say("constructor"), "constructor");
  assert.equal(Words.has("toString"), false);
});

test("no file of the engine writes markup", () => {
  for (const name of ["shards", "words", "site", "sentences"]) {
    const text = readFileSync(new URL(`../../../templates/dashboard/assets/${name}.js`, import.meta.url), "utf8");
    assert.doesNotMatch(text, /innerHTML|insertAdjacentHTML|document\.write|eval\(/);
  }
});
