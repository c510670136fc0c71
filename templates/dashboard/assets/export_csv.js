"use strict";
// Owns the file of clients that people take away: text that spreadsheets open rightly, and that runs nothing in them.

/** Tables as text with separators. */
const ExportCsv = Object.freeze({
  /**
   * A cell: quoted where it must be (RFC 4180). What a spreadsheet would run as a formula gets an apostrophe.
   * @param {string} text
   * @param {string} separator
   */
  cell(text, separator) {
    const isNumber = /^[+-]?\d+(?:[.,]\d+)?$/.test(text);
    const safe = /^[=+\-@\t\r]/.test(text) && !isNumber ? `'${text}` : text;
    const mustQuote = safe.includes(separator) || /["\r\n]/.test(safe) || safe !== safe.trim();
    return mustQuote ? `"${safe.replace(/"/g, '""')}"` : safe;
  },

  /**
   * A number as spreadsheets of that language read it, without signs between thousands.
   * @param {number} number
   * @param {"fr" | "en"} language
   */
  number(number, language) {
    if (!Number.isFinite(number)) return "";
    const text = String(Number(number.toPrecision(9)));
    return language === "fr" ? text.replace(".", ",") : text;
  },

  /**
   * The file: byte order mark, header, one line per row, each ended as RFC 4180 says.
   * @param {readonly string[]} header
   * @param {Iterable<readonly string[]>} rows
   * @param {"fr" | "en"} language
   * @returns {string[]} in parts, which a `Blob` puts together
   */
  parts(header, rows, language) {
    const separator = language === "fr" ? ";" : ",";
    const line = (/** @type {readonly string[]} */ cells) =>
      `${cells.map((cell) => ExportCsv.cell(cell, separator)).join(separator)}\r\n`;
    const parts = ["\ufeff", line(header)];
    let part = "";
    for (const row of rows) {
      part += line(row);
      if (part.length > 1_000_000) {
        parts.push(part);
        part = "";
      }
    }
    parts.push(part);
    return parts;
  },

  /**
   * Hands a file over to the reader.
   * @param {string} name
   * @param {string[]} parts
   */
  save(name, parts) {
    const address = URL.createObjectURL(new Blob(parts, { type: "text/csv;charset=utf-8" }));
    const link = document.createElement("a");
    link.href = address;
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
    // The download reads the address after the click.
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  },
});
