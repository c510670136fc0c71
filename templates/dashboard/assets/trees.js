// The trees of a model in flat arrays, and the walk of a row through them.
"use strict";

/** The trees of a model; nodes of a tree stand together, children behind their parent. */
class Trees {
  /** @param {Map<string, Numbers>} arrays those of the file `model` */
  constructor(arrays) {
    const array = (/** @type {string} */ name) => {
      const found = arrays.get(name);
      if (!found) throw new RangeError(`the model has no array ${name}`);
      return found;
    };
    /** First node of each tree, plus the end. */
    this.start = array("start");
    /** Place of the feature tested; −1 in a leaf. */
    this.feature = array("feature");
    /** What the value is compared with. */
    this.threshold = array("threshold");
    /** Left child, counted from the first node of the tree. */
    this.left = array("left");
    /** Right child, counted likewise. */
    this.right = array("right");
    /** 1 where a missing value goes left. */
    this.missingLeft = array("missing_left");
    /** Of a leaf, what it adds. */
    this.value = array("value");
    /** Weight of the training rows that came through. */
    this.cover = array("cover");
  }

  /** How many trees. */
  get length() {
    return this.start.length - 1;
  }

  /**
   * Whether a row goes left at a node.
   *
   * @param {number} node
   * @param {Float32Array} row
   */
  goesLeft(node, row) {
    const value = row[this.feature[node]];
    // Neither smaller nor not smaller: only a missing value.
    return value < this.threshold[node] || (value !== value && this.missingLeft[node] === 1);
  }

  /**
   * A start plus the leaf that the row reaches in each tree, in order.
   *
   * @param {Float32Array} row
   * @param {number} base
   */
  sum(row, base) {
    let sum = base;
    for (let tree = 0; tree < this.length; tree += 1) {
      const first = this.start[tree];
      let node = first;
      while (this.feature[node] >= 0) {
        node = first + (this.goesLeft(node, row) ? this.left[node] : this.right[node]);
      }
      sum += this.value[node];
    }
    return sum;
  }
}
