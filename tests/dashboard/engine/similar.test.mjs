// Peers, nearest clients, how they repaid and where the client stands: the program's numbers and
// words.

import assert from "node:assert/strict";
import { test } from "node:test";

import { CASES, SITE, engine, isClose, skip } from "./load.mjs";

const { Sentences, Similar, SimilarWords, Site, Standings } = engine({ site: SITE });

const plain = (value) => JSON.parse(JSON.stringify(value));

/** A rule as the program writes it. */
function ruleOf({ kind, level, from, to }) {
  if (level !== null) return { rule: kind, level };
  return kind === "age" ? { rule: kind, from_years: from, to_years: to } : { rule: kind, from, to };
}

function assertOutcome(found, expected, where) {
  assert.equal(found.nClients, expected.n_clients, where);
  assert.equal(found.nDefaults, expected.n_defaults, where);
  for (const [ours, theirs] of [["defaultRate", "default_rate"], ["low", "low"], ["high", "high"],
    ["meanProbability", "mean_probability"]]) {
    assert.ok(isClose(found[ours], expected[theirs]), `${where}: ${ours}`);
  }
}

const isSame = (a, b) => (a === null || b === null ? a === b : isClose(a, Math.fround(b)) || isClose(a, b));

test("the program's groups and standings", { skip }, async () => {
  const site = await Site.open();
  const [features, similar] = [await site.features(), await Similar.open()];
  const words = [];
  for (const language of ["fr", "en"]) words.push(new SimilarWords(await Sentences.of(site, language)));
  for (const { client, scored, words: both } of CASES.clients) {
    const valueOf = Similar.valuesOf(features, (await site.row(client)).row);
    const own = similar.placeOf(client);
    const [peers, neighbors] = [similar.peers(valueOf, own), similar.neighbors(valueOf, own)];
    const expected = scored.similar;
    assert.deepEqual(plain(peers.rules.map(ruleOf)), expected.peers.rules, `${client}`);
    assert.equal(peers.step, expected.peers.step);
    assert.deepEqual(plain([peers.widened, peers.dropped, peers.leftOut]),
      [expected.peers.widened, expected.peers.dropped, expected.peers.left_out]);
    assertOutcome(peers.outcome, expected.peers, `peers of ${client}`);
    assert.deepEqual(plain(neighbors.features), expected.neighbors.features);
    assert.ok(isClose(neighbors.farthest, expected.neighbors.farthest), `${client}: ${neighbors.farthest}`);
    assertOutcome(neighbors.outcome, expected.neighbors, `neighbors of ${client}`);
    const standings = await Standings.of(similar, valueOf, peers, own);
    assert.deepEqual(plain(standings.map(({ name }) => name)), expected.standings.map(({ name }) => name));
    standings.forEach((standing, at) => {
      const wanted = expected.standings[at];
      for (const [ours, theirs] of [["value", "value"], ["median", "median"], ["percentile", "percentile"],
        ["peerMedian", "peer_median"], ["peerRepaidMedian", "peer_repaid_median"], ["peerPercentile", "peer_percentile"]]) {
        assert.ok(isSame(standing[ours], wanted[theirs]), `${client}: ${ours} of ${standing.name}`);
      }
      assert.deepEqual(plain([standing.around, standing.peerAround]), [wanted.around, wanted.peer_around]);
    });
    words.forEach((say, at) => {
      const wanted = both[at];
      for (const [text, group] of [[say.peers(peers), wanted.peers], [say.neighbors(neighbors), wanted.neighbors]]) {
        assert.deepEqual(plain([text.rules, text.nClients, text.sentence]), [group.rules, group.n_clients, group.sentence]);
      }
      const rows = say.standings(standings).map(({ label, value, median, peerMedian, amongAll, amongPeers }) =>
        ({ label, value, median, peer_median: peerMedian, among_all: amongAll, among_peers: amongPeers }));
      assert.deepEqual(plain(rows), wanted.standings);
    });
  }
});
