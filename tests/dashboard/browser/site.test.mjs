// The site as a whole: links that lead somewhere, pages that are light, a policy that is strict and holds.

import assert from "node:assert/strict";
import { existsSync, statSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { clients } from "./data_files.mjs";
import { SITES, disk, filled, folder, go, lacks, newPage } from "./setup.mjs";

const skip = lacks("OCTROI_SITE");
const base = SITES.whole ? disk(SITES.whole) : "";
const id = skip ? 0 : clients(SITES.whole)[0];
const PAGES = ["index.html", `client.html?id=${id}`, "population.html", "model.html"];

/** What a page may load before the first chart, in bytes. */
const MOST_BYTES = 300_000;

test("no link leads nowhere, none leads out", { skip }, async (t) => {
  const page = await newPage(t);
  for (const language of ["fr", "en"]) {
    for (const address of PAGES) {
      await go(page, base + folder(language), address);
      const links = await page.locator("a[href], link[href], script[src]").evaluateAll((list) =>
        list.map((element) => element.href || element.src));
      assert.ok(links.length > 8);
      for (const link of links) {
        assert.match(link, /^(file:|data:,$)/, `${address}: ${link}`);
        assert.ok(link === "data:," || existsSync(fileURLToPath(link.replace(/[?#].*$/, ""))), `${address}: ${link}`);
      }
    }
  }
});

test("the menu leads from page to page, and says where one is", { skip }, async (t) => {
  const page = await newPage(t);
  await go(page, base, "index.html");
  for (let at = 0; at < PAGES.length; at += 1) {
    await page.locator("nav.menu a").nth(at).click();
    await page.waitForLoadState();
    await filled(page);
    assert.equal(await page.locator("nav.menu a").nth(at).getAttribute("aria-current"), "page");
    assert.equal(await page.locator("nav.menu [aria-current]").count(), 1);
    assert.equal(await page.locator("html").getAttribute("lang"), "fr");
    assert.equal(await page.locator("h1").count(), 1);
  }
});

test("the first page is light; charts are loaded where they are drawn", { skip }, async (t) => {
  for (const address of PAGES) {
    const page = await newPage(t, { viewport: { width: 1440, height: 400 } });
    let [bytes, charts] = [0, 0];
    page.on("request", (request) => {
      if (!request.url().startsWith("file:")) return;
      const { size } = statSync(fileURLToPath(request.url().replace(/[?#].*$/, "")));
      if (request.url().includes("/vendor/")) charts += size;
      else bytes += size;
    });
    await go(page, base, address);
    t.diagnostic(`${address.replace(/\?.*/, "")}: ${bytes} bytes, ${charts} of the charting library`);
    // A client's page holds the model as well, and what is needed to explain with it.
    if (address === "index.html") assert.ok(bytes <= MOST_BYTES, `${bytes} bytes`);
    if (!address.startsWith("population")) assert.equal(charts, 0, address);
    await page.context().close();
  }
});

test("the policy is strict, and nothing asks for less", { skip }, async (t) => {
  const page = await newPage(t, { mayComplain: (text) => text.includes("Executing inline script") });
  for (const address of PAGES) {
    await go(page, base, address);
    const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute("content");
    assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self'( 'sha256-[^']+')?; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'$/);
    const loose = await page.evaluate(() => [...document.querySelectorAll("*")].flatMap((element) => [
      ...[...element.attributes].filter(({ name }) => /^on/.test(name)).map(({ name }) => name),
      ...(element.localName === "script" && !element.src && element.type !== "application/json" ? ["script"] : []),
      ...(element.localName === "iframe" || element.localName === "object" ? [element.localName] : []),
    ]));
    assert.deepEqual(loose, [], address);
    // What the policy forbids is indeed refused.
    const ran = await page.evaluate(async () => {
      const script = document.createElement("script");
      script.textContent = "window.ran = true";
      const refused = new Promise((resolve) => document.addEventListener("securitypolicyviolation", (event) => {
        event.stopImmediatePropagation();
        resolve(true);
      }, { once: true, capture: true }));
      document.head.append(script);
      return { wasRefused: await Promise.race([refused, new Promise((resolve) => setTimeout(resolve, 500, false))]), ran: "ran" in window };
    });
    assert.deepEqual(ran, { wasRefused: true, ran: false });
  }
});
