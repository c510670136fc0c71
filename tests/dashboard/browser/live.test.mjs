// Pages that the service serves: what they compute is confirmed, new applications are scored; elsewhere nothing is asked.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { constants, cpSync, createReadStream, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import readline from "node:readline";
import { after, test } from "node:test";

import { clients, siteInfo } from "./data_files.mjs";
import { NARROW, SITES, WORK, assertClose, disk, fact, folder, go, lacks, newPage, serve, spread } from "./setup.mjs";

const skip = lacks("OCTROI_SITE", "OCTROI_WORK", "OCTROI_PROGRAM");
const skipStub = lacks("OCTROI_SITE");
const axe = skipStub ? "" : readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const numbers = skipStub ? [] : clients(SITES.whole);
const run = skipStub ? "" : siteInfo(SITES.whole).run_id;
const HEADERS = { "x-octroi-service": "0.0.0" };

/** What Chromium itself says of an answer that is a problem; scripts cannot prevent it. */
const mayComplain = (text) => text.includes("Failed to load resource");

let service = null;
let scratch = "";

after(async () => {
  if (service) {
    const ended = new Promise((resolve) => service.once("exit", resolve));
    service.kill("SIGTERM");
    await ended;
  }
  if (scratch) rmSync(scratch, { recursive: true, force: true });
});

/** The service over a copy of the work folder, for it keeps a log there; its address, with the last slash. */
const theService = (() => {
  let started = null;
  const start = async () => {
    scratch = mkdtempSync(path.join(process.env.OCTROI_SCRATCH || tmpdir(), "octroi-live-"));
    const copy = (from, to) => {
      if (existsSync(from)) cpSync(from, path.join(scratch, to), { recursive: true, mode: constants.COPYFILE_FICLONE });
    };
    for (const name of ["runs", "stages", "features.parquet"]) copy(path.join(WORK, "data", name), `data/${name}`);
    copy(SITES.whole, "reports/dashboard");
    const words = ["serve", "--no-auth", "--listen", "127.0.0.1:0", "--workdir", scratch];
    service = spawn(process.env.OCTROI_PROGRAM, words, { stdio: ["ignore", "pipe", "ignore"] });
    const [line] = await Promise.race([
      new Promise((resolve) => readline.createInterface({ input: service.stdout }).once("line", (text) => resolve([text]))),
      new Promise((_, reject) => service.once("exit", (code) => reject(new Error(`the service ended: ${code}`)))),
    ]);
    return `${/http:\/\/\S+/.exec(line)[0].replace(/\/$/, "")}/`;
  };
  return () => (started ??= start());
})();

/** What a page asks of a service, from now on. */
function asked(page) {
  const list = [];
  page.on("request", (request) => {
    if (/\/v1\//.test(request.url()) || request.method() !== "GET") list.push(`${request.method()} ${new URL(request.url()).pathname}`);
  });
  return list;
}

/** A site whose server says it is the service, and answers as a test says: by path below `v1/`, status and body. */
function stub(answers) {
  return serve(SITES.whole, {
    headers: HEADERS,
    answer: (request, response) => {
      const url = new URL(request.url ?? "/", "http://127.0.0.1");
      if (!url.pathname.startsWith("/v1/")) return false;
      const [, found] = Object.entries(answers).find(([name]) => url.pathname.endsWith(name)) ?? [];
      const [status, body, headers = {}] = found ?? [404, { type: "/problems#unknown-path" }];
      if (status === 0) return request.socket.destroy() !== undefined;
      const text = typeof body === "string" ? body : JSON.stringify(body);
      setTimeout(() => response.writeHead(status, { "content-type": "application/json", ...headers }).end(text), 20);
      return true;
    },
  });
}

const MODEL = [200, { run: { run_id: run } }];
const problem = (status, code, more = {}) => [status, { type: `/problems#${code}`, status, ...more }];
const slider = (page) => page.locator('#panel-simulate input[type="range"]').first();
const line = (page) => page.locator("#panel-simulate .service-line");
const plain = (text) => text.replace(/\s+/g, " ");

/** Waits until the service has been found, or found wanting. */
const looked = (page) => page.waitForFunction(() => "service" in document.documentElement.dataset);

async function violations(page) {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const found = await window.axe.run(document, { preload: false, resultTypes: ["violations"] });
    return found.violations.map((rule) => `${rule.id}: ${rule.nodes[0].html.slice(0, 160)}`);
  });
}

for (const place of ["disk", "another server"]) {
  test(`from ${place} nothing is asked of a service, and nothing logged`, { skip: skipStub }, async (t) => {
    const base = place === "disk" ? disk(SITES.whole) : await serve(SITES.whole);
    const page = await newPage(t);
    const list = asked(page);
    for (const language of ["fr", "en"]) {
      for (const address of ["index.html", `client.html?id=${numbers[3]}#simulate`, "population.html", "model.html", "applicant.html"]) {
        await go(page, base + folder(language), address);
        if (address.startsWith("client")) await slider(page).press("Home");
        await page.waitForTimeout(500);
        assert.equal(await page.locator("html").getAttribute("data-service"), null);
        const isOffered = await page.locator('nav.menu a[href="applicant.html"]').isVisible();
        assert.equal(isOffered, address === "applicant.html");
      }
      assert.ok((await page.getByRole("alert").innerText()).includes("octroi serve"));
      assert.equal(await page.locator("#form").isVisible(), false);
    }
    // The page itself is asked for once more, which is there on any server.
    const own = list.filter((text) => !/^HEAD \/(en\/)?[a-z]+\.html$/.test(text));
    assert.deepEqual(own, []);
    if (place === "disk") assert.deepEqual(list, []);
  });
}

for (const [language, options] of [["fr", {}], ["en", { viewport: NARROW, colorScheme: "dark" }]]) {
  test(`the service confirms what the page computes: ${language}`, { skip }, async (t) => {
    const base = (await theService()) + folder(language);
    const page = await newPage(t, options);
    for (const id of spread(numbers, 3)) {
      await go(page, base, `client.html?id=${id}`);
      await page.locator("#score-check[data-value]").waitFor();
      assertClose(Number(await page.locator("#score-check").getAttribute("data-value")), await fact(page, "probability"), `client ${id}`);
      await page.getByRole("tab").nth(3).click();
      assert.equal(await line(page).innerText(), "");
      for (const key of ["Home", "PageUp", "End"]) {
        await slider(page).press(key);
        await page.locator("#panel-simulate .service-line[data-value]").waitFor();
        const found = Number(await line(page).getAttribute("data-value"));
        assertClose(found, await fact(page, "revised_probability"), `client ${id}, ${key}`);
      }
      const boxes = page.locator("#panel-simulate .check-row input:visible");
      for (const box of (await boxes.all()).slice(0, 3)) {
        await box.click();
        await page.locator("#panel-simulate .service-line[data-value]").waitFor();
        assertClose(Number(await line(page).getAttribute("data-value")), await fact(page, "revised_probability"), `client ${id}`);
      }
      assert.deepEqual(await violations(page), []);
    }
    assert.equal(await page.locator("#service-mark").isVisible(), false);
  });
}

test("the last change alone is asked about, and nothing stale is said", { skip }, async (t) => {
  const page = await newPage(t);
  const list = asked(page);
  await go(page, await theService(), `client.html?id=${numbers[5]}#simulate`);
  for (const key of ["Home", "PageUp", "PageUp", "PageUp", "ArrowRight", "ArrowRight"]) await slider(page).press(key);
  assert.equal(await line(page).innerText(), "");
  await page.locator("#panel-simulate .service-line[data-value]").waitFor();
  assertClose(Number(await line(page).getAttribute("data-value")), await fact(page, "revised_probability"), "last change");
  assert.equal(list.filter((text) => text.startsWith("POST")).length, 1);
  await page.locator("#panel-simulate button", { hasText: "Tout rétablir" }).click();
  assert.equal(await line(page).innerText(), "");
});

test("a service of another run is told quietly, and not asked", { skip: skipStub }, async (t) => {
  const base = await stub({ model: [200, { run: { run_id: "another-run" } }] });
  const page = await newPage(t);
  const list = asked(page);
  for (const address of ["index.html", `client.html?id=${numbers[3]}#simulate`, "population.html", "model.html"]) {
    await go(page, base, address);
    await looked(page);
    const said = await page.locator("#service-mark").innerText();
    assert.ok(said.includes("another-run") && said.includes("octroi dashboard"), said);
    assert.equal(await page.locator('nav.menu a[href="applicant.html"]').isVisible(), false);
    if (!address.startsWith("client")) continue;
    await slider(page).press("Home");
    await page.waitForTimeout(600);
    assert.equal(await line(page).innerText(), "");
  }
  assert.deepEqual([...new Set(list.map((text) => text.split(" ")[1]))].filter((text) => text.startsWith("/v1/")), ["/v1/model"]);
});

/** What a service may answer, and what the page says then. */
const ANSWERS = [
  ["a busy service", problem(503, "too-busy"), /non confirmé.*occupé.*1 s/],
  ["too many requests", [429, { type: "/problems#rate-limited" }, { "retry-after": "7" }], /réessayer dans 7 s/],
  ["no key", problem(401, "unknown-key"), /clé valable/],
  ["a key for less", problem(403, "missing-scope"), /clé saisie ne permet pas/],
  ["an unknown client", problem(404, "unknown-client"), /ne connaît pas ce client/],
  ["a fault", problem(500, "internal"), /erreur 500/],
  ["no JSON", [200, "<p>"], /ne se lit pas/],
  ["a list", [200, "[]"], /ne se lit pas|exécution/],
  ["no answer", [0], /ne répond pas/],
  ["another run", [200, { probability: 0.5, run: { run_id: "another-run" } }], /another-run/],
  ["a column refused", problem(422, "invalid-input", { violations: [{ pointer: "/changes/AMT_CREDIT", rule: "out_of_range", expected: "", found: "" }] }), /Montant du crédit demandé : Cette valeur est impossible/],
  ["another rule", problem(422, "invalid-input", { violations: [{ pointer: "/changes/AMT_CREDIT", rule: "<b>", expected: "", found: "" }] }), /n’est pas acceptée/],
];

for (const [name, answer, said] of ANSWERS) {
  test(`said in words: ${name}`, { skip: skipStub }, async (t) => {
    const base = await stub({ model: MODEL, score: problem(503, "too-busy"), "what-if": answer });
    const page = await newPage(t, { mayComplain });
    await go(page, base, `client.html?id=${numbers[3]}#simulate`);
    await slider(page).press("Home");
    await page.waitForFunction(() => document.querySelector("#panel-simulate .service-line")?.textContent !== "");
    assert.match(plain(await line(page).innerText()), said);
    assert.equal(await line(page).getAttribute("data-value"), null);
    assert.ok((await fact(page, "revised_probability")) > 0);
  });
}

test("other numbers are a warning with both", { skip: skipStub }, async (t) => {
  const wrong = { probability: 0.123456, probability_before: 0.5, threshold: 0.1, decision: "refuse", run: { run_id: run } };
  const page = await newPage(t);
  await go(page, await stub({ model: MODEL, score: [200, wrong], "what-if": [200, wrong] }), `client.html?id=${numbers[3]}#simulate`);
  const own = await fact(page, "present_probability").catch(() => 0);
  await slider(page).press("Home");
  const warning = page.locator("#panel-simulate .service-line [role=alert]");
  await warning.waitFor();
  const text = plain(await warning.innerText());
  assert.ok(text.includes("12,3456000 %") && text.includes("Ne pas se servir de cette page"), text);
  assert.ok(own > 0 && (text.match(/\d+,\d{7} %/g) ?? []).length === 2, text);
  const score = plain(await page.locator("#problem").innerText());
  assert.ok(score.includes("12,3456000 %"), score);
  assert.deepEqual(await violations(page), []);
});

test("a service that fails while it is looked for is told quietly", { skip: skipStub }, async (t) => {
  const page = await newPage(t, { mayComplain });
  await go(page, await stub({ model: problem(503, "not-ready") }), `client.html?id=${numbers[3]}`);
  await looked(page);
  assert.ok((await page.locator("#service-mark").innerText()).length > 20);
  assert.equal(await page.locator("#client").isVisible(), true);
});

/** The cells of a line of a table; some levels hold a comma, in quotes. */
const cells = (text) => [...text.matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/g)].map(([, quoted, bare]) => quoted ?? bare);

/** The forms of made-up clients. */
const FORMS = path.join(process.env.OCTROI_TABLES || path.join(String(WORK), "data", "demo"), "application_test.csv");

/** One of the forms, as JSON; no history. */
function form(at) {
  return new Promise((resolve) => {
    const rows = [];
    const lines = readline.createInterface({ input: createReadStream(FORMS) });
    lines.on("line", (text) => rows.push(cells(text)) > at + 1 && lines.close());
    lines.on("close", () => {
      const value = (text) => (text === "" ? null : Number.isNaN(Number(text)) ? text : Number(text));
      resolve(Object.fromEntries(rows[0].map((name, column) => [name, value(rows[at + 1][column])])));
    });
  });
}

const skipForm = skip || (existsSync(FORMS) ? false : "no made-up tables");

for (const [language, options] of [["fr", {}], ["en", { viewport: NARROW, colorScheme: "dark" }]]) {
  test(`a new application is scored: ${language}`, { skip: skipForm }, async (t) => {
    const base = await theService();
    const page = await newPage(t, options);
    await go(page, base + folder(language), "index.html");
    await looked(page);
    await page.locator('nav.menu a[href="applicant.html"]').click();
    await page.waitForFunction(() => document.documentElement.dataset.state === "ready");
    const body = JSON.stringify({ application: await form(4) });
    await page.locator("#file").setInputFiles({ name: "a.json", mimeType: "application/json", buffer: Buffer.from(body) });
    await page.waitForFunction(() => document.querySelector("#rows").value !== "");
    await page.locator("#compute").focus();
    await page.keyboard.press("Enter");
    await page.locator("#result").waitFor();
    const headers = { "content-type": "application/json" };
    const answer = await (await fetch(`${base}v1/score?lang=${language}&outlook=true`, { method: "POST", headers, body })).json();
    assert.equal(await fact(page, "probability"), answer.probability);
    assert.equal(await fact(page, "threshold"), answer.threshold);
    assert.equal(await page.locator('[data-fact="decision"]').getAttribute("data-value"), answer.decision);
    assert.equal(await page.locator('[data-fact="verdict"]').innerText(), answer.sentence);
    await page.locator("#reasons button").click();
    const told = await page.locator("[data-reason]").evaluateAll((list) => list.map((one) => [one.dataset.reason, Number(one.dataset.value)]));
    assert.deepEqual(told, [...answer.unfavorable, ...answer.favorable].map((one) => [one.subject, one.points]));
    const outlook = plain(await page.locator("#outlook-text").innerText());
    assert.ok(outlook.includes(plain(answer.outlook.sentence)));
    for (const way of answer.outlook.ways) assert.ok(outlook.includes(plain(way.sentence)));
    const missing = await page.locator("#missing tbody tr").count();
    assert.equal(missing, answer.missing.inputs.length + answer.missing.tables.length);
    const { scrollWidth, clientWidth } = await page.evaluate(() => document.documentElement);
    assert.equal(scrollWidth, clientWidth);
    assert.deepEqual(await violations(page), []);
    const pdf = (await page.pdf({ format: "A4", preferCSSPageSize: true })).toString("latin1");
    const nPages = [...pdf.matchAll(/\/Type\s*\/Page\b(?!s)/g)].length;
    assert.ok(nPages <= 3, `${nPages} pages with every reason`);
    // What is shown goes with what it was computed from.
    await page.locator("#clear").click();
    assert.equal(await page.locator("#result").isVisible(), false);
  });
}

test("rows that are not accepted are told one by one", { skip: skipForm }, async (t) => {
  const page = await newPage(t, { mayComplain });
  await go(page, await theService(), "applicant.html");
  await page.locator("#compute").click();
  assert.ok((await page.locator("#status").innerText()).length > 10);
  const application = { ...(await form(4)), AMT_CREDIT: -5, NAME_CONTRACT_TYPE: "<b>Gift</b>" };
  delete application.AMT_INCOME_TOTAL;
  await page.locator("#rows").fill(JSON.stringify({ application, nothing: [] }));
  await page.locator("#compute").click();
  await page.locator("#problem tbody tr").first().waitFor();
  const rows = (await page.locator("#problem tbody tr").allInnerTexts()).map(plain);
  assert.equal(rows.length, 4, rows.join("\n"));
  for (const part of ["Montant du crédit demandé", "/application/AMT_CREDIT", "Cette valeur est impossible", "<b>Gift</b>", "/nothing", "obligatoire"]) {
    assert.ok(rows.some((row) => row.includes(part)), part);
  }
  assert.deepEqual(await violations(page), []);
  await page.locator("#rows").fill("{");
  await page.locator("#compute").click();
  await page.waitForFunction(() => document.querySelectorAll("#problem tbody tr").length === 1);
  assert.match(await page.locator("#problem").innerText(), /JSON/);
});
