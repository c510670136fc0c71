// Search, filter and sort of the table of clients. Without this script the table is whole.
"use strict";
(() => {
  const words = JSON.parse(document.getElementById("words").textContent);
  const table = document.getElementById("client-table");
  if (!table) return;
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const search = document.getElementById("client-search");
  const filter = document.getElementById("client-filter");
  const count = document.getElementById("client-count");

  // Accents, capitals and the kinds of space do not matter to who searches.
  const plain = (text) =>
    text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/\s+/g, " ").trim();
  const compact = (text) => plain(text).replace(/ /g, "");
  const texts = rows.map((row) => {
    const cells = [...row.cells].slice(0, -1).map((cell) => cell.textContent);
    return [plain(cells.join(" | ")), compact(cells.join("|"))];
  });

  const show = () => {
    const wanted = plain(search.value);
    const tight = compact(search.value);
    let shown = 0;
    rows.forEach((row, index) => {
      const [text, dense] = texts[index];
      const isFound = text.includes(wanted) || dense.includes(tight);
      row.hidden = !(isFound && (!filter.value || row.dataset.recommendation === filter.value));
      if (!row.hidden) shown += 1;
    });
    count.textContent = shown === 0
      ? words.nothing
      : words.shown.replace("{shown}", String(shown)).replace("{listed}", String(rows.length));
  };

  const sortBy = (header, key) => {
    const isRising = header.getAttribute("aria-sort") !== "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", isRising ? "ascending" : "descending");
    const value = (row) => Number(row.dataset[key]);
    const sorted = [...rows].sort((a, b) => (isRising ? value(a) - value(b) : value(b) - value(a)));
    body.append(...sorted);
  };

  for (const header of table.querySelectorAll("th[data-sort]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = header.textContent;
    button.title = words.sort_by.replace("{column}", header.textContent);
    button.addEventListener("click", () => sortBy(header, header.dataset.sort));
    header.replaceChildren(button);
  }
  search.form.addEventListener("submit", (event) => event.preventDefault());
  search.addEventListener("input", show);
  filter.addEventListener("change", show);
  search.form.hidden = false;
  show();
})();
