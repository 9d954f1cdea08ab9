// A click on a row opens its first link; ticks are kept from page to page; empty filters stay out of the address.
"use strict";
(() => {
  const place = () => {
    const form = document.getElementById("bulk");
    return form ? `ticked:${document.body.dataset.person}:${form.dataset.bulk}` : "";
  };
  const kept = () => new Set(JSON.parse(sessionStorage.getItem(place()) || "[]"));
  const boxes = () => [...document.querySelectorAll("input[name=id][form=bulk]")];

  const show = () => {
    const form = document.getElementById("bulk");
    if (!form) return;
    const ticked = kept();
    for (const box of boxes()) box.checked = ticked.has(box.value);
    const everything = form.elements.everything.checked;
    const all = document.querySelector("[data-tick-all]");
    if (all) all.checked = boxes().length > 0 && boxes().every((box) => box.checked);
    form.classList.toggle("bulk-idle", ticked.size === 0 && !everything);
    form.querySelector("[data-bulk-count]").textContent = everything ? "对全部记录：" : `已选 ${ticked.size} 条：`;
    form.querySelector("[data-bulk-clear]").hidden = ticked.size === 0;
  };
  const keep = (changed) => {
    const ticked = kept();
    for (const box of changed) box.checked ? ticked.add(box.value) : ticked.delete(box.value);
    sessionStorage.setItem(place(), JSON.stringify([...ticked]));
    show();
  };

  document.addEventListener("change", (event) => {
    if (event.target.matches("input[name=id][form=bulk]")) keep([event.target]);
    if (event.target.matches("[data-tick-all]")) {
      for (const box of boxes()) box.checked = event.target.checked;
      keep(boxes());
    }
    if (event.target.name === "everything") show();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-bulk-clear]")) { sessionStorage.removeItem(place()); show(); return; }
    const row = event.target.closest("tr[data-row]");
    if (!row || event.target.closest("a, button, input, select, label, summary")) return;
    const link = row.querySelector("a[href]");
    if (!link || String(window.getSelection())) return;
    if (event.ctrlKey || event.metaKey) window.open(link.href); else window.location.assign(link.href);
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("#bulk")) return; // its inputs named "id" hide the form's own id
    const here = new Set(boxes().map((box) => box.value));
    for (const id of kept()) {
      if (here.has(id)) continue;
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: "id", value: id });
      event.target.append(field);
    }
    sessionStorage.removeItem(place());
  });
  document.addEventListener("htmx:configRequest", (event) => {
    if (!event.target.matches("form.filters")) return;
    const data = event.detail.formData;
    for (const [name, value] of [...data.entries()]) if (value === "") data.delete(name);
  });
  document.addEventListener("htmx:afterSettle", show);
  show();
})();
