// Loading, checking and unpacking of data files.
//
// A page opened from a disk may not fetch: every file is a script that hands over its bytes. They
// are kept unpacked once, and seen through typed arrays that copy nothing.
"use strict";

/**
 * A numeric array of a data file.
 *
 * @typedef {Uint8Array | Uint16Array | Uint32Array | Int32Array | Float32Array | Float64Array} Numbers
 */

/**
 * A data file, unpacked.
 *
 * @typedef {object} Shard
 * @property {any} header what stands before the arrays
 * @property {Map<string, Numbers>} arrays by name, in the order of the file
 */

/**
 * A way to wait for a file, kept until the file arrives.
 *
 * @typedef {object} Waiting
 * @property {(shard: Shard) => void} resolve
 * @property {(error: Error) => void} reject
 */

/** A data file that cannot be used. */
class ShardError extends Error {
  /**
   * @param {"missing" | "damaged" | "other_site" | "unsupported"} kind what is wrong
   * @param {string} file its name, as in `data/clients.js`
   */
  constructor(kind, file) {
    super(`${file}: ${kind}`);
    this.name = "ShardError";
    /** What is wrong with it. */
    this.kind = kind;
    /** Its name, as in `data/clients.js`. */
    this.file = file;
  }
}

/** The data files of the site. */
class Shards {
  /** The only format that these scripts read. */
  static FORMAT = 1;

  /** What `data/site.js` says. @type {any} */
  static #site = null;
  /** @type {Map<string, Promise<Shard>>} */
  static #loads = new Map();
  /** @type {Map<string, Waiting>} */
  static #waiting = new Map();
  /** @type {Promise<any> | null} */
  static #begun = null;

  /**
   * Takes what is known of the site; `data/site.js` calls it.
   *
   * @param {any} site
   */
  static begin(site) {
    Shards.#site = site;
  }

  /**
   * What `data/site.js` says, loaded where no page's script has loaded it yet.
   *
   * @returns {Promise<any>}
   */
  static site() {
    Shards.#begun ??= (async () => {
      if (Shards.#site === null) await Shards.#run("data/site.js");
      if (Shards.#site === null) throw new ShardError("damaged", "data/site.js");
      if (Shards.#site.format !== Shards.FORMAT) throw new ShardError("unsupported", "data/site.js");
      return Shards.#site;
    })();
    return Shards.#begun;
  }

  /**
   * Takes the bytes of a file; every file but `data/site.js` calls it.
   *
   * @param {string} name as in `rows/0001`
   * @param {string} site the site that it was made for
   * @param {string} base64 gzip around the container
   */
  static receive(name, site, base64) {
    const waiting = Shards.#waiting.get(name);
    if (!waiting) return;
    Shards.#waiting.delete(name);
    const file = Shards.#file(name);
    if (site !== Shards.#site?.site) {
      waiting.reject(new ShardError("other_site", file));
      return;
    }
    Shards.#unpack(base64, file).then(waiting.resolve, waiting.reject);
  }

  /**
   * A file, loaded at most once.
   *
   * @param {string} name as in `rows/0001`
   * @returns {Promise<Shard>} fails with a `ShardError`
   */
  static load(name) {
    const known = Shards.#loads.get(name);
    if (known) return known;
    const load = Shards.#load(name);
    Shards.#loads.set(name, load);
    // A file that was put right can be asked for again, without loading the page anew.
    load.catch(() => Shards.#loads.delete(name));
    return load;
  }

  /**
   * @param {string} name
   * @returns {Promise<Shard>}
   */
  static async #load(name) {
    await Shards.site();
    const file = Shards.#file(name);
    /** @type {Promise<Shard>} */
    const arrival = new Promise((resolve, reject) => Shards.#waiting.set(name, { resolve, reject }));
    // What fails while the script is awaited is told by `arrival` below.
    arrival.catch(() => {});
    try {
      await Shards.#run(file);
    } catch (error) {
      Shards.#waiting.delete(name);
      throw error;
    }
    // A script that was cut short does not run: it loads, but hands nothing over.
    if (Shards.#waiting.delete(name)) throw new ShardError("damaged", file);
    return arrival;
  }

  /** @param {string} name */
  static #file(name) {
    return `data/${name}.js`;
  }

  /**
   * Runs a script of the site, named from its root.
   *
   * @param {string} file
   * @returns {Promise<void>}
   */
  static #run(file) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      const path = file.split("/").map(encodeURIComponent).join("/");
      script.src = (document.documentElement.dataset.root ?? "") + path;
      const end = () => script.remove();
      script.onload = () => {
        end();
        resolve();
      };
      script.onerror = () => {
        end();
        reject(new ShardError("missing", file));
      };
      document.head.append(script);
    });
  }

  /**
   * @param {string} base64
   * @param {string} file
   * @returns {Promise<Shard>}
   */
  static async #unpack(base64, file) {
    if (typeof DecompressionStream === "undefined") throw new ShardError("unsupported", file);
    try {
      const bytes = Shards.#bytes(base64);
      const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
      return Shards.parse(await new Response(stream).arrayBuffer());
    } catch (error) {
      throw new ShardError("damaged", file);
    }
  }

  /**
   * @param {string} base64
   * @returns {Uint8Array<ArrayBuffer>}
   */
  static #bytes(base64) {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
    const text = atob(base64);
    const bytes = new Uint8Array(text.length);
    for (let place = 0; place < text.length; place += 1) bytes[place] = text.charCodeAt(place);
    return bytes;
  }

  /**
   * Reads a container: length of the header, header, arrays.
   *
   * @param {ArrayBuffer} buffer
   * @returns {Shard} fails with a `RangeError` where the buffer is too short, or JSON's error
   */
  static parse(buffer) {
    const length = new DataView(buffer).getUint32(0, true);
    const header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array(buffer, 4, length)));
    const arrays = new Map();
    let at = 4 + length;
    for (const { name, type, length: n } of header.arrays) {
      const Kind = Shards.#kind(type);
      arrays.set(name, new Kind(buffer, at, n));
      at += Math.ceil((n * Kind.BYTES_PER_ELEMENT) / 8) * 8;
    }
    return { header, arrays };
  }

  /** @param {string} type */
  static #kind(type) {
    switch (type) {
      case "u8": return Uint8Array;
      case "u16": return Uint16Array;
      case "u32": return Uint32Array;
      case "i32": return Int32Array;
      case "f32": return Float32Array;
      case "f64": return Float64Array;
      default: throw new RangeError(`no array is of type ${type}`);
    }
  }
}
