// What would change a refusal: the ways and open questions that the program finds, and its words.

import assert from "node:assert/strict";
import { test } from "node:test";

import { CASES, SITE, engine, isClose, skip } from "./load.mjs";

const { Outlook, OutlookWords, Sentences, Site } = engine({ site: SITE });

const plain = (value) => JSON.parse(JSON.stringify(value));

test("the program's ways and questions", { skip }, async () => {
  const site = await Site.open();
  const [model, features] = [await site.model(), await site.features()];
  for (const { client, outlook: expected } of CASES.refused) {
    const outlook = Outlook.of(model, features, (await site.row(client)).row, site.threshold);
    assert.equal(outlook.nTried, expected.n_tried, `${client}: sets of changes tried`);
    assert.deepEqual(plain(outlook.ways.map(({ moves }) => moves)), expected.ways.map(({ moves }) => moves), `${client}`);
    outlook.ways.forEach(({ probability }, at) =>
      assert.ok(isClose(probability, expected.ways[at].probability), `${client}: ${probability}`));
    assert.deepEqual(outlook.open.map(({ column }) => column).join(), expected.open.map(({ column }) => column).join());
    outlook.open.forEach(({ lowest, highest }, at) => {
      assert.ok(isClose(lowest, expected.open[at].lowest), `${client}: ${lowest}`);
      assert.ok(isClose(highest, expected.open[at].highest), `${client}: ${highest}`);
    });
  }
});

test("the program's words", { skip }, async () => {
  const site = await Site.open();
  const [model, features] = [await site.model(), await site.features()];
  for (const [at, language] of ["fr", "en"].entries()) {
    const words = new OutlookWords(await Sentences.of(site, language));
    const others = CASES.clients.map(({ client, words: both }) => ({ client, words: both.map(({ outlook }) => outlook) }));
    for (const { client, words: both } of [...CASES.refused, ...others]) {
      const { row } = await site.row(client);
      const outlook = Outlook.of(model, features, row, site.threshold);
      assert.deepEqual(plain(words.text(outlook, model.probability(row))), both[at], `${client}`);
    }
  }
});

test("there are refusals of every kind among the cases", { skip }, () => {
  const kinds = new Set(CASES.refused.flatMap(({ outlook }) => outlook.ways.flatMap(({ moves }) => moves)).map(({ kind }) => kind));
  const is = (condition) => CASES.refused.some(({ outlook }) => condition(outlook));
  assert.ok(CASES.refused.length >= 30, `${CASES.refused.length} refused clients`);
  assert.ok(kinds.size >= 4, [...kinds].join());
  assert.ok(is(({ ways }) => ways.length === 0), "no way");
  assert.ok(is(({ ways }) => ways.length > 1), "several ways");
  assert.ok(is(({ open }) => open.length > 0), "an open question");
});
