// Drop-downs close on Escape and on a click elsewhere; print buttons appear where printing works.
"use strict";
(() => {
  const close = (except) => {
    for (const drop of document.querySelectorAll("details.drop[open], details.meaning[open]")) {
      if (!except || !drop.contains(except)) drop.open = false;
    }
  };
  document.addEventListener("click", (event) => close(event.target));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector("details.drop[open]");
    close(null);
    if (open) open.querySelector("summary").focus();
  });
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  const refusal = document.querySelector(".refusal[tabindex]");
  if (refusal) refusal.focus({ preventScroll: false });
})();
