// What people come for, from a disk and from a server, in both languages, on a desk and on a telephone.

import assert from "node:assert/strict";
import { test } from "node:test";

import { clients } from "./data_files.mjs";
import { NARROW, SITES, WIDE, disk, explain, fact, filled, folder, go, lacks, newPage, serve } from "./setup.mjs";

const skip = lacks("OCTROI_SITE", "OCTROI_WORK", "OCTROI_PROGRAM");

for (const place of ["disk", "server"]) {
  for (const language of ["fr", "en"]) {
    for (const [size, viewport] of [["wide", WIDE], ["narrow", NARROW]]) {
      test(`all tasks, ${place}, ${language}, ${size}`, { skip }, async (t) => {
        const base = (place === "disk" ? disk(SITES.whole) : await serve(SITES.whole)) + folder(language);
        const page = await newPage(t, { viewport });
        const numbers = clients(SITES.whole);
        const id = numbers[Math.floor(numbers.length / 3)];
        const { scored, words } = explain(id, language);

        await t.test("finds a client", async () => {
          await go(page, base, "index.html");
          await page.getByRole("combobox").first().fill(String(id));
          await page.keyboard.press("Enter");
          await page.waitForURL(`**/client.html?id=${id}`);
          await filled(page);
        });

        await t.test("reads the score and opens a reason", async () => {
          assert.equal(await fact(page, "probability"), scored.probability);
          assert.equal(await page.locator('[data-fact="verdict"]').innerText(), words.verdict);
          const reason = page.locator("[data-reason]").first();
          await reason.locator("summary").first().click();
          await reason.locator("svg").nth(1).waitFor();
        });

        await t.test("reads the file", async () => {
          await page.getByRole("tab").nth(1).click();
          await page.locator("#panel-file").getByRole("searchbox").fill("EXT_SOURCES");
          const rows = page.locator("#panel-file [data-feature]:visible");
          assert.ok((await rows.count()) > 0);
        });

        await t.test("compares", async () => {
          await page.getByRole("tab").nth(2).click();
          const everyone = page.locator('[data-ground="everyone"]');
          await everyone.check();
          await page.locator("#panel-compare table [data-feature]").first().waitFor();
        });

        await t.test("tries a change", async () => {
          await page.getByRole("tab").nth(3).click();
          const credit = page.locator('[name="AMT_CREDIT"]');
          const change = page.locator('#panel-simulate input[type="range"]').first();
          await change.press("ArrowRight");
          assert.notEqual(await credit.inputValue(), "");
          assert.notEqual(await fact(page, "revised_probability"), scored.probability);
        });

        await t.test("keeps the client in the other language", async () => {
          await page.getByRole("tab").first().click();
          await page.locator("a.language").click();
          await filled(page);
          assert.equal(new URL(page.url()).searchParams.get("id"), String(id));
          assert.notEqual(await page.locator("html").getAttribute("lang"), language);
          assert.equal(await fact(page, "probability"), scored.probability);
        });

        await t.test("filters everyone", async () => {
          await go(page, base, "population.html?decision=refuse");
          const refused = await fact(page, "n_clients");
          await page.goto(`${base}population.html?decision=refuse&CODE_GENDER=F`);
          await filled(page);
          assert.ok((await fact(page, "n_clients")) < refused);
          await page.locator("#table tbody tr").first().waitFor();
        });

        await t.test("reads about the model", async () => {
          await go(page, base, "model.html");
          const before = await page.locator("#cost-panel").innerText();
          await page.locator('#cost-panel input[type="range"]').press("PageUp");
          assert.notEqual(await page.locator("#cost-panel").innerText(), before);
        });

        await t.test("is marked as made up, and says which run it is of, on every page", async () => {
          for (const name of ["index.html", `client.html?id=${id}`, "population.html", "model.html"]) {
            await go(page, base, name);
            await page.locator(".synthetic").waitFor();
            assert.ok((await page.locator("footer").innerText()).includes(words.identity.run_id));
            const robots = await page.locator('meta[name="robots"]').getAttribute("content");
            assert.equal(robots, "noindex");
          }
        });
      });
    }
  }
}
