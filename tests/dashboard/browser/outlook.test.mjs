// What would change a refusal: told as the program tells it, and tried by one press.

import assert from "node:assert/strict";
import { test } from "node:test";

import { siteInfo } from "./data_files.mjs";
import { NARROW, SITES, WIDE, assertClose, disk, explain, fact, folder, go, lacks, newPage } from "./setup.mjs";

const skip = lacks("OCTROI_SITE", "OCTROI_WORK", "OCTROI_PROGRAM");

/** Waits until what would change the recommendation is told. */
const told = (page) => page.locator("#outlook-text:not([aria-busy])").waitFor();

/** The first of some clients of whom the program says such a thing. */
function found(clients, language, isWanted) {
  for (const id of clients) {
    const { scored, words } = explain(id, language);
    if (isWanted(scored.outlook)) return { id, scored, words: words.outlook };
  }
  return null;
}

for (const [language, viewport] of [["fr", WIDE], ["en", NARROW]]) {
  test(`ways are told and tried, ${language}`, { skip }, async (t) => {
    const { picks } = siteInfo(SITES.whole);
    const client = found([...picks.near, ...picks.refused], language, ({ ways }) => ways.length > 1);
    if (!client) return t.skip("no client with several ways");
    const base = disk(SITES.whole) + folder(language);
    const page = await newPage(t, { viewport });
    await go(page, base, `client.html?id=${client.id}`);
    await told(page);
    const ways = page.locator('[data-fact="way"]');
    const { outlook } = client.scored;
    assert.equal(await ways.count(), outlook.ways.length);
    for (const [at, { probability }] of outlook.ways.entries()) {
      const way = ways.nth(at);
      const [{ label, value }, text] = [client.words.ways[at], await way.textContent()];
      assert.ok(text.startsWith(label) && text.includes(value), text);
      assertClose(Number(await way.getAttribute("data-value")), probability, "after the way");
      await way.locator('[data-action="try"]').click();
      await page.locator("#simulation .result").waitFor();
      assertClose(await fact(page, "revised_probability"), probability, "in the simulation");
      await page.goBack();
      await ways.first().waitFor();
    }
  });

  test(`nothing is advised where nothing is enough, or needed, ${language}`, { skip }, async (t) => {
    const { picks } = siteInfo(SITES.whole);
    const page = await newPage(t, { viewport });
    for (const clients of [picks.refused, picks.accepted]) {
      const client = found(clients, language, ({ ways, open }) => ways.length === 0 && open.length === 0);
      if (!client) continue;
      await go(page, disk(SITES.whole) + folder(language), `client.html?id=${client.id}`);
      await told(page);
      assert.equal(await page.locator("#outlook-text").textContent(), client.words.summary);
    }
  });
}
