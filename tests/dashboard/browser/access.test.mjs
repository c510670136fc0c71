// Who cannot see well, use a mouse, or bear movement: axe on every page and state, zoom, dark, printed.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";

import { clients, siteInfo } from "./data_files.mjs";
import { NARROW, SITES, WIDE, disk, go, lacks, newPage } from "./setup.mjs";

const skip = lacks("OCTROI_SITE");
const base = SITES.whole ? disk(SITES.whole) : "";
const id = skip ? 0 : clients(SITES.whole)[5];
const axe = skip ? "" : readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Everything folded on the page, opened. */
async function unfold(page) {
  await page.evaluate(() => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });
  await quiet(page);
}

/** Waits until drawings that come into view have been made. */
async function quiet(page) {
  await page.evaluate(async () => {
    for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight) {
      scrollTo(0, y);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    scrollTo(0, 0);
  });
  await page.waitForTimeout(150);
}

/** What people can do on the pages: an address, and what is done there. */
const STATES = [
  ["home", "index.html"],
  ["home, clients found", "index.html", async (page) => {
    await page.getByRole("combobox").first().fill("1");
    await page.getByRole("option").first().waitFor();
    await page.keyboard.press("ArrowDown");
  }],
  ["home, nobody found", "index.html", async (page) => {
    await page.getByRole("combobox").first().fill("99999999");
    await page.keyboard.press("Enter");
  }],
  ["client without a number", "client.html"],
  ["client unknown", "client.html?id=99999999"],
  ["client, reasons opened", `client.html?id=${id}`, unfold],
  ["client, file", `client.html?id=${id}#file`, async (page) => {
    await page.locator("#panel-file [data-feature] button").first().click();
    await quiet(page);
  }],
  ...["peers", "nearest", "everyone", "filter"].map((kind) => [
    `client, compared with ${kind}`, `client.html?id=${id}&compare=${kind}&other=${id + 1}#compare`, async (page) => {
      await page.locator("#panel-compare table [data-feature]").first().waitFor();
      await unfold(page);
    },
  ]),
  ["client, simulated", `client.html?id=${id}#simulate`, async (page) => {
    await page.locator('#panel-simulate input[type="range"]').first().press("Home");
    await page.locator('[name="AMT_CREDIT"]').fill("x");
    await unfold(page);
  }],
  ["everyone", "population.html", quiet],
  ["everyone, filters opened", "population.html?decision=refuse&CODE_GENDER=F", unfold],
  ["everyone, nobody found", "population.html?decision=refuse&probability=0..0.1"],
  ["everyone, a link that makes no sense", "population.html?NOBODY=1"],
  ["model", "model.html", unfold],
  ["new application, without a service", "applicant.html"],
];

for (const [dress, options] of [["light, wide", {}], ["dark, narrow", { colorScheme: "dark", viewport: NARROW }]]) {
  for (const language of ["", "en/"]) {
    // Both dresses in French, where texts are longest; English once.
    if (language !== "" && dress !== "light, wide") continue;
    test(`axe finds nothing: ${dress}, ${language || "fr/"}`, { skip }, async (t) => {
      const page = await newPage(t, options);
      for (const [name, address, prepare] of STATES) {
        await t.test(name, async () => {
          await go(page, base, `${language}${address}`);
          await prepare?.(page);
          // Evaluated, not added as a script: the policy of the page stays as it is.
          await page.evaluate(axe);
          const { violations } = await page.evaluate(() =>
            // Stylesheets from a disk cannot be read back, and need not be: styles are computed.
            window.axe.run(document, { preload: false, resultTypes: ["violations"] }));
          const found = violations.map((rule) => `${rule.id}: ${rule.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
          assert.deepEqual(found, []);
        });
      }
    });
  }
}

/** What sticks out of the window; nothing where the page is no wider. */
const sticking = (page) => page.evaluate(() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return null;
  const out = [...document.body.querySelectorAll("*")].filter((element) => {
    if (element.getBoundingClientRect().right <= clientWidth + 0.5) return false;
    for (let above = element.parentElement; above; above = above.parentElement) {
      if (getComputedStyle(above).overflowX !== "visible") return false;
    }
    return true;
  });
  return `${scrollWidth} > ${clientWidth}: ${out.slice(0, 4).map((element) => element.outerHTML.slice(0, 90)).join(" | ")}`;
});

test("nothing is wider than the window", { skip }, async (t) => {
  const page = await newPage(t);
  const found = [];
  for (const [name, address, prepare] of STATES) {
    await page.setViewportSize({ width: 1440, height: 900 });
    await go(page, base, address);
    await prepare?.(page);
    for (const width of [1440, 768, 360]) {
      await page.setViewportSize({ width, height: 800 });
      // Charts are drawn anew for the width.
      await page.waitForTimeout(250);
      const wide = await sticking(page);
      if (wide !== null) found.push(`${name} at ${width}: ${wide}`);
    }
  }
  assert.deepEqual(found, []);
});

test("everything is there at 200 %, and nothing wider than the window", { skip }, async (t) => {
  // A window of 720 points with two dots each is one of 1440 at 200 %; 360 is one of 720.
  for (const width of [720, 360]) {
    const page = await newPage(t, { viewport: { width, height: 450 }, deviceScaleFactor: 2 });
    for (const address of ["index.html", `client.html?id=${id}`, `client.html?id=${id}#compare`, "population.html", "model.html"]) {
      await go(page, base, address);
      await unfold(page);
      assert.equal(await sticking(page), null, `${address} at ${width}`);
    }
    await page.context().close();
  }
});

test("everything that can be used is reached by keyboard, and shows it", { skip }, async (t) => {
  const page = await newPage(t);
  for (const address of ["index.html", `client.html?id=${id}`, "population.html", "model.html"]) {
    await go(page, base, address);
    await page.evaluate(() => scrollTo(0, 0));
    const reached = new Set();
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press("Tab");
      const now = await page.evaluate(() => {
        const element = document.activeElement;
        if (!element || element === document.body) return null;
        const style = getComputedStyle(element);
        const isShown = style.outlineStyle !== "none" && style.outlineWidth !== "0px" || style.boxShadow !== "none";
        return { html: element.outerHTML.slice(0, 120), isShown };
      });
      if (now === null) break;
      assert.ok(now.isShown, `focus cannot be seen on ${now.html}`);
      reached.add(now.html);
    }
    assert.ok(reached.size >= 8, address);
    // The skip link comes first and leads to the content.
    await go(page, base, address);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    assert.equal(new URL(page.url()).hash, "#content");
  }
});

test("dark where the system is dark, and still where movement is unwelcome", { skip }, async (t) => {
  const shade = () => {
    const colors = [document.body, document.documentElement].map((element) =>
      getComputedStyle(element).backgroundColor.match(/[\d.]+/g).map(Number));
    const [red, green, blue] = colors.find(([, , , opacity = 1]) => opacity > 0);
    return (red + green + blue) / 3;
  };
  for (const [colorScheme, isDark] of [["light", false], ["dark", true]]) {
    const page = await newPage(t, { colorScheme, reducedMotion: "reduce" });
    for (const address of ["index.html", `client.html?id=${id}`, "population.html", "model.html"]) {
      await go(page, base, address);
      const found = await page.evaluate(shade);
      assert.ok(isDark ? found < 80 : found > 200, `${address}: ${found}`);
      const moving = await page.evaluate(() => document.getAnimations().length);
      assert.equal(moving, 0, address);
    }
  }
});

/** How many pages a PDF of the browser has, and their sizes in points. */
function pagesOf(pdf) {
  const text = pdf.toString("latin1");
  const boxes = [...text.matchAll(/\/MediaBox\s*\[\s*([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+)/g)].map((box) => [Number(box[3]), Number(box[4])]);
  const n = [...text.matchAll(/\/Type\s*\/Page\b(?!s)/g)].length;
  return { n, boxes };
}

test("a client prints as a clean A4", { skip }, async (t) => {
  const { picks, run_id: run } = siteInfo(SITES.whole);
  for (const [language, number] of [["", picks.refused[0]], ["en/", picks.accepted[0]]]) {
    const page = await newPage(t, { viewport: WIDE });
    await go(page, base, `${language}client.html?id=${number}`);
    const verdict = await page.locator('[data-fact="verdict"]').innerText();
    await page.emulateMedia({ media: "print" });
    // What is printed, as the page stands when it prints.
    const printed = await page.evaluate(() => document.body.innerText);
    const plain = (text) => text.replace(/\s+/g, " ");
    assert.ok(plain(printed).includes(plain(verdict)));
    assert.ok(printed.includes(run) && printed.includes(String(number)));
    for (const hidden of ["nav.menu", ".finder", "[role=tablist]", '[data-action="print"]']) {
      assert.equal(await page.locator(hidden).first().isVisible(), false, `${hidden} is printed`);
    }
    const { n, boxes } = pagesOf(await page.pdf({ format: "A4", preferCSSPageSize: true }));
    assert.ok(n >= 1 && n <= 2, `${n} pages`);
    for (const [width, height] of boxes) {
      assert.ok(Math.abs(width - 595) < 2 && Math.abs(height - 842) < 2, `${width} × ${height}`);
    }
  }
});
