// 「显示列」: which columns of a list are shown, remembered on this machine. On a phone each row becomes a card with the heads as labels.
"use strict";
(() => {
  const key = (table) => `columns:${table.dataset.columns}`;
  const hidden = (table) => new Set(JSON.parse(localStorage.getItem(key(table)) || "[]"));
  const name = (head) => head.textContent.trim();

  const apply = (table) => {
    const gone = hidden(table);
    [...table.tHead.rows[0].cells].forEach((head, place) => {
      const off = gone.has(name(head));
      for (const row of table.rows) if (row.cells[place]) row.cells[place].hidden = off;
    });
  };
  const cards = (table) => {
    const labels = [...table.tHead.rows[0].cells].map(name);
    for (const row of table.tBodies[0].rows) {
      const opener = row.querySelector("a[href]");
      [...row.cells].forEach((cell, place) => {
        const speaks = cell.matches(".number, [data-label]") || cell.contains(opener);
        if (!speaks && labels[place]) cell.dataset.label = labels[place];
      });
    }
    table.classList.add("cards");
  };
  const choice = (table, head) => {
    const label = document.createElement("label");
    label.className = "tick";
    const box = document.createElement("input");
    Object.assign(box, { type: "checkbox", className: "form-check-input", checked: !hidden(table).has(name(head)) });
    box.addEventListener("change", () => {
      const gone = hidden(table);
      box.checked ? gone.delete(name(head)) : gone.add(name(head));
      localStorage.setItem(key(table), JSON.stringify([...gone]));
      apply(table);
    });
    label.append(box, ` ${name(head)}`);
    return label;
  };
  const menu = (table) => {
    const heads = [...table.tHead.rows[0].cells].filter((head) => name(head));
    if (heads.length < 5) return;
    const drop = document.createElement("details");
    drop.className = "drop drop-end column-choice";
    const summary = document.createElement("summary");
    summary.className = "btn btn-quiet";
    summary.textContent = "显示列";
    const list = document.createElement("div");
    list.className = "drop-list";
    list.append(...heads.slice(1).map((head) => choice(table, head)));
    drop.append(summary, list);
    document.querySelector("#listing .page-head .acts").prepend(drop);
  };
  const start = () => {
    const table = document.querySelector("#listing table[data-columns]");
    if (!table || document.querySelector(".column-choice")) return;
    menu(table);
    apply(table);
    cards(table);
  };
  document.addEventListener("htmx:afterSettle", start);
  start();
})();
