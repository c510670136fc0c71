// Exact SHAP values of trees (the game of path-dependent TreeSHAP), as src/explanation/shapley.
//
// A leaf of value w whose path tests the features J adds to feature i of them
//
//   φ_i = w (o_i − z_i) ∫₀¹ Π_{j ∈ J, j ≠ i} f_j(t) dt,   f_j(t) = o_j t + z_j (1 − t),
//
// where o_j is 1 where the row passes every test of feature j on the path, else 0, and z_j is the
// product of the shares of cover of these tests. A Gauss-Legendre quadrature of N points gives the
// integral exactly where a path tests no more than 2 N features. The row carries the N values of
// Π f_j down the tree, edge by edge, and the sums over the leaves below each edge up again; an edge
// of a feature below another one of the same feature replaces its factor.
"use strict";

/**
 * A tree as a list of tests, parents first; the edges of test i are 2 i + 1 (left) and 2 i + 2.
 *
 * @typedef {object} Paths
 * @property {Int32Array} node of each test, its node
 * @property {Int32Array} from of each test, the edge that leads to it; 0 leads to the root
 * @property {Int32Array} same of each test, the nearest edge above of the same feature; 0 is none
 * @property {Float64Array} share of each edge, the share of cover that goes this way
 * @property {Float64Array} sameShare of each edge, product of the shares of its feature down to it
 * @property {Float64Array} leaf of each edge, the value of the leaf that it leads to, else 1
 * @property {Quadrature} quadrature
 */

/**
 * Points and weights: `Σ weight · p(point) = ∫₀¹ p(t) dt` for polynomials of degree up to 2 N − 1.
 *
 * @typedef {object} Quadrature
 * @property {Float64Array} points
 * @property {Float64Array} weights
 */

/** The trees of a model, made ready to explain rows. */
class Shapley {
  /** @type {Map<number, Quadrature>} */
  static #quadratures = new Map();

  /** @param {Trees} trees */
  constructor(trees) {
    this.trees = trees;
    /** @type {Paths[]} */
    this.paths = [];
    for (let tree = 0; tree < trees.length; tree += 1) this.paths.push(Shapley.#paths(trees, tree));
    const nCells = this.paths.map(({ share, quadrature }) => share.length * quadrature.points.length);
    const nEdges = this.paths.map(({ share }) => share.length);
    /** What a row carries, edge by edge. */
    this.cells = new Float64Array(nCells.reduce((most, n) => Math.max(most, n), 0));
    /** 1 where the row passes the tests of the edge's feature down to it. */
    this.open = new Uint8Array(nEdges.reduce((most, n) => Math.max(most, n), 0));
  }

  /**
   * Adds the SHAP values of a row.
   *
   * @param {Float32Array} row
   * @param {Float64Array} values one per feature of the model
   */
  explain(row, values) {
    for (const paths of this.paths) {
      if (paths.node.length === 0) continue;
      this.#down(paths, row);
      this.#up(paths, values);
    }
  }

  /**
   * The product of the factors of each edge, and of the value of its leaf.
   *
   * @param {Paths} paths
   * @param {Float32Array} row
   */
  #down(paths, row) {
    const { cells, open, trees } = this;
    const { node, from, same, share, sameShare, leaf } = paths;
    const { points, weights } = paths.quadrature;
    const n = points.length;
    cells.set(weights);
    open[0] = 1;
    for (let test = 0; test < node.length; test += 1) {
      const isLeft = trees.goesLeft(node[test], row);
      const above = from[test] * n;
      const isOpen = open[same[test]] === 1;
      const shareAbove = sameShare[same[test]];
      for (let side = 0; side < 2; side += 1) {
        const edge = 2 * test + 1 + side;
        const passes = isOpen && isLeft === (side === 0);
        open[edge] = passes ? 1 : 0;
        for (let at = 0; at < n; at += 1) {
          const t = points[at];
          // Where the feature already failed, both factors have 1 − t, and the shares may be 0.
          const factor = isOpen
            ? ((passes ? t : 0) + sameShare[edge] * (1 - t)) / (t + shareAbove * (1 - t))
            : share[edge];
          cells[edge * n + at] = cells[above + at] * leaf[edge] * factor;
        }
      }
    }
  }

  /**
   * The sum over the leaves below each edge; on the way, what each test's feature is worth.
   *
   * @param {Paths} paths
   * @param {Float64Array} values
   */
  #up(paths, values) {
    const { cells, open, trees } = this;
    const { node, from, same, sameShare } = paths;
    const { points } = paths.quadrature;
    const n = points.length;
    const part = Shapley.#part;
    for (let test = node.length - 1; test >= 0; test -= 1) {
      const [left, right, above] = [(2 * test + 1) * n, (2 * test + 2) * n, from[test] * n];
      if (open[same[test]] === 1) {
        const passesLeft = open[2 * test + 1] === 1;
        const shareAbove = sameShare[same[test]];
        const shareLeft = sameShare[2 * test + 1];
        const shareRight = sameShare[2 * test + 2];
        let sum = 0;
        for (let at = 0; at < n; at += 1) {
          const t = points[at];
          const before = part(true, shareAbove, t);
          sum += cells[left + at] * (part(passesLeft, shareLeft, t) - before)
            + cells[right + at] * (part(!passesLeft, shareRight, t) - before);
        }
        values[trees.feature[node[test]]] += sum;
      }
      for (let at = 0; at < n; at += 1) cells[above + at] = cells[left + at] + cells[right + at];
    }
  }

  /**
   * `(o − z) / f`, which for `o = 0` does not depend on `z`.
   *
   * @param {boolean} passes
   * @param {number} share
   * @param {number} t
   */
  static #part(passes, share, t) {
    return passes ? (1 - share) / (t + share * (1 - t)) : -1 / (1 - t);
  }

  /**
   * @param {Trees} trees
   * @param {number} tree
   * @returns {Paths}
   */
  static #paths(trees, tree) {
    const first = trees.start[tree];
    /** @type {number[][]} */
    const [node, from, same] = [[], [], []];
    const [share, sameShare, leaf, nFeatures] = [[1], [1], [1], [0]];
    const toDo = [[first, 0]];
    for (let next = toDo.pop(); next; next = toDo.pop()) {
      const [at, edge] = next;
      const feature = trees.feature[at];
      if (feature < 0) {
        leaf[edge] = trees.value[at];
        continue;
      }
      let above = edge;
      while (above !== 0 && trees.feature[node[(above - 1) >> 1]] !== feature) above = from[(above - 1) >> 1];
      const test = node.length;
      node.push(at);
      from.push(edge);
      same.push(above);
      const children = [first + trees.left[at], first + trees.right[at]];
      const whole = trees.cover[children[0]] + trees.cover[children[1]];
      for (const child of children) {
        // Halves where there is nothing to share.
        const own = whole > 0 ? trees.cover[child] / whole : 0.5;
        share.push(own);
        sameShare.push(sameShare[above] * own);
        leaf.push(1);
        nFeatures.push(nFeatures[edge] + (above === 0 ? 1 : 0));
      }
      toDo.push([children[1], 2 * test + 2], [children[0], 2 * test + 1]);
    }
    const most = nFeatures.reduce((a, b) => Math.max(a, b), 0);
    return {
      node: Int32Array.from(node),
      from: Int32Array.from(from),
      same: Int32Array.from(same),
      share: Float64Array.from(share),
      sameShare: Float64Array.from(sameShare),
      leaf: Float64Array.from(leaf),
      quadrature: Shapley.quadrature(Math.max(1, Math.ceil(most / 2))),
    };
  }

  /**
   * The Gauss-Legendre quadrature of so many points on (0, 1).
   *
   * @param {number} n at least 1
   * @returns {Quadrature}
   */
  static quadrature(n) {
    const known = Shapley.#quadratures.get(n);
    if (known) return known;
    /** @type {number[]} */
    let roots = [];
    for (let degree = 1; degree <= n; degree += 1) {
      // The roots of one Legendre polynomial lie between those of the one before.
      const ends = [-1, ...roots, 1];
      roots = ends.slice(1).map((end, place) => Shapley.#root(degree, ends[place], end));
    }
    // The roots are symmetric about zero; this makes them so to the last bit.
    const symmetric = roots.map((root, at) => (root - roots[n - 1 - at]) / 2);
    const points = Float64Array.from(symmetric, (root) => (1 + root) / 2);
    const weights = Float64Array.from(symmetric, (root) => {
      const [, slope] = Shapley.#legendre(n, root);
      return 1 / ((1 - root) * (1 + root) * slope * slope);
    });
    const quadrature = { points, weights };
    Shapley.#quadratures.set(n, quadrature);
    return quadrature;
  }

  /**
   * The only root of a Legendre polynomial between two numbers.
   *
   * @param {number} degree
   * @param {number} low
   * @param {number} high
   */
  static #root(degree, low, high) {
    const isNegativeBelow = Shapley.#legendre(degree, low)[0] < 0;
    for (let halving = 0; halving < 64; halving += 1) {
      const middle = (low + high) / 2;
      if ((Shapley.#legendre(degree, middle)[0] < 0) === isNegativeBelow) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  }

  /**
   * A Legendre polynomial of a degree of at least 1 and its slope, inside of (−1, 1).
   *
   * @param {number} degree
   * @param {number} x
   */
  static #legendre(degree, x) {
    let [before, value] = [1, x];
    for (let k = 2; k <= degree; k += 1) {
      [before, value] = [value, ((2 * k - 1) * x * value - (k - 1) * before) / k];
    }
    return [value, (degree * (before - x * value)) / ((1 - x) * (1 + x))];
  }
}
