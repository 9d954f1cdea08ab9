// Whoever signs out takes drafts and ticks along, after a warning; what another person left in this browser goes, too.
"use strict";
(() => {
  const person = document.body.dataset.person;
  const stores = [localStorage, sessionStorage];
  const mine = `draft:${person}:`;
  const keys = (store, start) => Object.keys(store).filter((key) => key.startsWith(start));
  const drop = (start, kept = () => false) => {
    for (const store of stores) for (const key of keys(store, start)) if (!kept(key)) store.removeItem(key);
  };
  const waits = (text) => { try { return !JSON.parse(text).sent; } catch { return false; } };
  const held = () => stores.flatMap((store) => keys(store, mine).filter((key) => waits(store.getItem(key)))).length;

  // A page without a person, such as the sign-in page after a session ran out, leaves everything as it is
  if (person) {
    for (const kind of ["draft:", "ticked:"]) drop(kind, (key) => key.startsWith(`${kind}${person}:`));
  }
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-signs-out]")) return;
    document.dispatchEvent(new Event("draft:keep"));
    const many = held();
    if (many && !confirm(`本机还暂存着 ${many} 份没有提交的内容，退出登录后全部清除，不能恢复。\n确定退出吗？`)) {
      event.preventDefault();
      return;
    }
    document.dispatchEvent(new Event("draft:over"));
    drop("draft:");
    drop("ticked:");
    localStorage.setItem("left", String(Date.now()));
  });
  // Signed out in another window: what is still open here is kept no longer
  window.addEventListener("storage", (event) => {
    if (event.key !== "left") return;
    document.dispatchEvent(new Event("draft:left"));
    drop("draft:");
    drop("ticked:");
  });
})();
