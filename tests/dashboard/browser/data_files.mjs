// Data files of a site, read and written without the page's own code; copies of sites to be damaged.

import { copyFileSync, linkSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";

const ARRAYS = {
  u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, i32: Int32Array, f32: Float32Array, f64: Float64Array,
};

/** What `data/site.js` says. */
export function siteInfo(site) {
  const text = readFileSync(path.join(site, "data", "site.js"), "utf8");
  return JSON.parse(text.slice(text.indexOf("(") + 1, text.lastIndexOf(")")));
}

const pattern = /^([\s\S]*Shards\.receive\("([^"]+)",\s*"([^"]+)",\s*")([^"]*)("\);?\s*)$/;

/**
 * A data file: its header and its arrays.
 *
 * @param {string} site
 * @param {string} name as in `columns/CODE_GENDER`
 */
export function readShard(site, name) {
  const text = readFileSync(path.join(site, "data", `${name}.js`), "utf8");
  const bytes = gunzipSync(Buffer.from(pattern.exec(text)[4], "base64"));
  const length = bytes.readUInt32LE(0);
  const header = JSON.parse(bytes.subarray(4, 4 + length).toString("utf8"));
  const arrays = {};
  let at = 4 + length;
  for (const { name: array, type, length: n } of header.arrays) {
    const size = ARRAYS[type].BYTES_PER_ELEMENT * n;
    arrays[array] = new ARRAYS[type](Uint8Array.from(bytes.subarray(at, at + size)).buffer);
    at += Math.ceil(size / 8) * 8;
  }
  return { header, arrays };
}

/**
 * Changes a data file; its length stays.
 *
 * @param {string} site a copy: the file is written
 * @param {string} name
 * @param {(header: any, arrays: Record<string, any>) => void} change of the header, or of numbers within the arrays
 */
export function rewrite(site, name, change) {
  const file = path.join(site, "data", `${name}.js`);
  const [, before, , , base64, behind] = pattern.exec(readFileSync(file, "utf8"));
  const bytes = gunzipSync(Buffer.from(base64, "base64"));
  const length = bytes.readUInt32LE(0);
  const { header, arrays } = readShard(site, name);
  const described = header.arrays;
  change(header, arrays);
  let at = 4 + length;
  for (const { name: array, type, length: n } of described) {
    const size = ARRAYS[type].BYTES_PER_ELEMENT * n;
    bytes.set(new Uint8Array(arrays[array].buffer), at);
    at += Math.ceil(size / 8) * 8;
  }
  let text = Buffer.from(JSON.stringify(header), "utf8");
  text = Buffer.concat([text, Buffer.alloc((8 - ((4 + text.length) % 8)) % 8, " ")]);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(text.length);
  const packed = gzipSync(Buffer.concat([size, text, bytes.subarray(4 + length)]));
  replace(file, `${before}${packed.toString("base64")}${behind}`);
}

/**
 * A copy of a site that shares its files, removed after the test.
 *
 * @param {import("node:test").TestContext} test
 * @param {string} site
 */
export function copyOf(test, site) {
  const copy = mkdtempSync(path.join(process.env.OCTROI_SCRATCH || tmpdir(), "octroi-site-"));
  test.after(() => rmSync(copy, { recursive: true, force: true }));
  const link = (from, to) => {
    for (const entry of readdirSync(from, { withFileTypes: true })) {
      const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
      if (entry.isDirectory()) {
        mkdirSync(target);
        link(source, target);
      } else {
        try {
          linkSync(source, target);
        } catch {
          copyFileSync(source, target);
        }
      }
    }
  };
  link(site, copy);
  return copy;
}

/** Writes a file anew: one that shares its bytes with the site of which it is a copy is let go first. */
export function replace(file, contents) {
  unlinkSync(file);
  writeFileSync(file, contents);
}

/** All client numbers of a site. */
export function clients(site) {
  let last = 0;
  return [...readShard(site, "clients").arrays.delta].map((delta) => (last += delta));
}
