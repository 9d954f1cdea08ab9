// Ctrl-K goes to the search box; ← → go to the neighbours of a record.
"use strict";
(() => {
  const typing = (el) => el.closest("input, textarea, select, [contenteditable]");
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      const box = document.getElementById("search") || document.getElementById("list-search");
      if (box) { event.preventDefault(); box.focus(); box.select(); }
      return;
    }
    const record = document.getElementById("record");
    if (!record || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || typing(event.target)) return;
    const way = { ArrowLeft: record.dataset.previous, ArrowRight: record.dataset.next }[event.key];
    if (way) window.location.assign(way);
  });
})();
