// What would change a refusal: the ways and open questions that the program finds, and its words.

import assert from "node:assert/strict";
import { test } from "node:test";

import { CASES, SITE, engine, isClose, skip } from "./load.mjs";

const { Outlook, OutlookWords, Sentences, Site } = engine({ site: SITE });

const plain = (value) => JSON.parse(JSON.stringify(value));

/** Rows of refused clients, as they are and with a bare form, with what the program says of them. */
async function cases(site, features) {
  const { features: names, clients } = CASES.emptied;
  const bare = (row) => row.map((value, place) => (names.includes(features.names[place]) ? 0 : value));
  const given = CASES.refused.map(async (one) => ({ ...one, row: (await site.row(one.client)).row }));
  const emptied = clients.map(async (one) => ({ ...one, row: bare((await site.row(one.client)).row) }));
  return Promise.all([...given, ...emptied]);
}

test("the program's ways and questions", { skip }, async () => {
  const site = await Site.open();
  const [model, features] = [await site.model(), await site.features()];
  for (const { client, row, outlook: expected } of await cases(site, features)) {
    const outlook = Outlook.of(model, features, row, site.threshold);
    assert.equal(outlook.nTried, expected.n_tried, `${client}: sets of changes tried`);
    assert.deepEqual(plain(outlook.ways.map(({ moves }) => moves)), expected.ways.map(({ moves }) => moves), `${client}`);
    outlook.ways.forEach(({ probability }, at) =>
      assert.ok(isClose(probability, expected.ways[at].probability), `${client}: ${probability}`));
    assert.deepEqual(plain(outlook.open.map(({ column }) => column)), expected.open.map(({ column }) => column));
    outlook.open.forEach(({ lowest, highest }, at) => {
      assert.ok(isClose(lowest, expected.open[at].lowest), `${client}: ${lowest}`);
      assert.ok(isClose(highest, expected.open[at].highest), `${client}: ${highest}`);
    });
  }
});

test("the program's words of ways", { skip }, async () => {
  const site = await Site.open();
  const [model, features] = [await site.model(), await site.features()];
  const others = CASES.clients.map(async ({ client, words: both }) => ({
    client, row: (await site.row(client)).row, words: both.map(({ outlook }) => outlook),
  }));
  const all = [...(await cases(site, features)), ...(await Promise.all(others))];
  for (const [at, language] of ["fr", "en"].entries()) {
    const words = new OutlookWords(await Sentences.of(site, language));
    for (const { client, row, words: both } of all) {
      const outlook = Outlook.of(model, features, row, site.threshold);
      assert.deepEqual(plain(words.text(outlook, model.probability(row))), both[at], `${client}`);
    }
  }
});

test("every way and question is said", { skip }, async () => {
  const site = await Site.open();
  const camel = ({ ways, open, n_tried: nTried }) => ({ ways, open, nTried });
  for (const [at, language] of ["fr", "en"].entries()) {
    const words = new OutlookWords(await Sentences.of(site, language));
    for (const { probability, outlook, words: both } of CASES.made_up_ways) {
      assert.deepEqual(plain(words.text(camel(outlook), probability)), both[at]);
    }
  }
});

test("there is enough to hold against the program", { skip }, () => {
  const all = [...CASES.refused, ...CASES.emptied.clients].map(({ outlook }) => outlook);
  const kinds = new Set(all.flatMap(({ ways }) => ways.flatMap(({ moves }) => moves)).map(({ kind }) => kind));
  assert.ok(CASES.refused.length >= 30, `${CASES.refused.length} refused clients`);
  assert.ok(kinds.size >= 4, [...kinds].join());
  assert.ok(all.some(({ ways }) => ways.length === 0), "no way");
  assert.ok(all.some(({ ways }) => ways.length > 1), "several ways");
});
