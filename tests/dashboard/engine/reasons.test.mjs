// Reasons, subjects and themes as the program chooses them; and in its words, in both languages.

import assert from "node:assert/strict";
import { test } from "node:test";

import { CASES, SITE, engine, isClose, skip } from "./load.mjs";

const { AdditiveChart, Reasons, Sentences, Site } = engine({ site: SITE });

/** What the program writes of what a file says, or where a client stands, in the engine's manner. */
function told(value) {
  if (typeof value === "string") return { kind: value };
  if ("value" in value) return { kind: "value", value: Math.fround(value.value) };
  if ("level" in value) return { kind: "level", ...value.level };
  if ("same_case" in value) return { kind: "same_case", share: value.same_case };
  const { below, above, typical } = value.number;
  return { kind: "number", below, above, typical: typical === null ? null : Math.fround(typical) };
}

const plain = (value) => JSON.parse(JSON.stringify(value));

test("the program's choice", { skip }, async () => {
  const site = await Site.open();
  const [model, features] = [await site.model(), await site.features()];
  for (const { client, scored } of CASES.clients) {
    const explanation = Reasons.explain(model, features, (await site.row(client)).row);
    const expected = scored.explanation;
    const places = { features: (name) => features.placeOf(name), subjects: (key) => features.subjects.findIndex((s) => s.key === key),
      themes: (key) => features.themes.indexOf(key) };
    for (const [list, placeOf] of Object.entries(places)) {
      const one = list.slice(0, -1);
      const names = expected[list].map((effect) => placeOf(effect[one]));
      assert.deepEqual(plain(explanation[list].map(({ place }) => place)), names, `${client}: order of ${list}`);
      explanation[list].forEach((effect, at) => {
        assert.ok(isClose(effect.shapValue, expected[list][at].shap_value));
        assert.ok(isClose(effect.points, expected[list][at].points));
      });
    }
    const { reasons } = explanation;
    assert.equal(reasons.nOthers, expected.reasons.n_others);
    assert.ok(isClose(reasons.other, expected.reasons.other));
    for (const side of ["unfavorable", "favorable"]) {
      assert.equal(reasons[side].length, expected.reasons[side].length);
      reasons[side].forEach((reason, at) => {
        const other = expected.reasons[side][at];
        const where = `${client}: ${other.subject}`;
        assert.equal(features.subjects[reason.subject].key, other.subject, where);
        assert.equal(features.names[reason.feature], other.feature, where);
        assert.equal(features.themes[reason.theme], other.theme, where);
        assert.equal(reason.isWholeTheme, other.is_whole_theme, where);
        assert.deepEqual(plain(reason.told), told(other.told), where);
        const [found, wanted] = [reason.standing, told(other.standing)];
        assert.equal(found.kind, wanted.kind, where);
        for (const part of ["share", "below", "above"]) {
          if (part in wanted) assert.ok(isClose(found[part], wanted[part]), where);
        }
        assert.equal(found.typical, wanted.typical, where);
        assert.ok(isClose(reason.shapValue, other.shap_value) && isClose(reason.points, other.points), where);
      });
    }
  }
});

test("the program's words", { skip }, async () => {
  const site = await Site.open();
  const [model, features] = [await site.model(), await site.features()];
  for (const [at, language] of ["fr", "en"].entries()) {
    const sentences = await Sentences.of(site, language);
    for (const { client, words: both } of CASES.clients) {
      const words = both[at];
      const explanation = Reasons.explain(model, features, (await site.row(client)).row);
      const text = sentences.reasons(explanation);
      const { score: expectedScore, reasons: expected } = words;
      for (const side of ["unfavorable", "favorable"]) {
        const shown = text[side].map(({ label, value, detail, sentence, points }) => ({ label, value, detail, sentence, points }));
        const wanted = expected[side].map(({ label, value, detail, sentence, points }) => ({ label, value, detail, sentence, points }));
        assert.deepEqual(plain(shown), wanted, `${client}`);
        text[side].forEach(({ bar }, place) => assert.ok(isClose(bar, expected[side][place].bar)));
        text.chart[side].flat().forEach((end, place) => assert.ok(isClose(end, expected.chart[side].flat()[place])));
      }
      for (const part of ["start", "other", "unit"]) assert.equal(text[part], expected[part], `${client}: ${part}`);
      assert.equal(text.nOthers, expected.n_others);
      for (const part of ["start", "end", "threshold"]) assert.ok(isClose(text.chart[part], expected.chart[part]));
      const score = sentences.score(explanation.probability);
      for (const part of ["probability", "threshold", "distance", "average"]) {
        assert.equal(score[part], expectedScore[part], `${client}: ${part}`);
      }
      assert.equal(score.verdict, words.verdict);
      assert.equal(score.isRefused, expectedScore.recommendation === "refuse");
      const themes = sentences.themes(explanation);
      assert.deepEqual(plain(themes.map(({ label, points }) => ({ label, points }))),
        words.themes.map(({ label, points }) => ({ label, points })));
      themes.forEach(({ bar }, place) => assert.ok(isClose(bar, words.themes[place].bar)));
    }
  }
});

test("every way of saying a reason", { skip }, async () => {
  const site = await Site.open();
  const features = await site.features();
  for (const [at, language] of ["fr", "en"].entries()) {
    const sentences = await Sentences.of(site, language);
    for (const { reasons, words: both } of CASES.made_up) {
      const expected = [...both[at].unfavorable, ...both[at].favorable];
      const strongest = Math.max(...reasons.map(({ points }) => Math.abs(points)));
      reasons.forEach((reason, place) => {
        const subject = features.subjects.findIndex(({ key }) => key === reason.subject);
        const made = { subject, theme: features.themes.indexOf(reason.theme), isWholeTheme: reason.is_whole_theme,
          feature: reason.place, shapValue: reason.shap_value, points: reason.points, told: told(reason.told),
          standing: told(reason.standing) };
        const text = sentences.reason(made, strongest);
        const wanted = expected[place];
        for (const part of ["label", "value", "detail", "sentence", "points"]) {
          assert.equal(text[part], wanted[part], JSON.stringify(reason));
        }
      });
    }
  }
});

test("nothing known is drawn at zero", () => {
  const nothing = { start: NaN, unfavorable: [], favorable: [], probability: NaN, threshold: NaN };
  assert.deepEqual([...AdditiveChart.places(nothing).other], [0, 0]);
});
