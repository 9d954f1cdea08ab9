// What is typed is kept on this machine until it is sent; leaving asks. Sensitive forms keep it in the window only.
"use strict";
(() => {
  const form = document.querySelector("form[data-leave-asks]");
  if (!form) return;
  const store = "sensitive" in form.dataset ? sessionStorage : localStorage;
  const key = form.dataset.draft && `draft:${document.body.dataset.person}:${form.dataset.draft}`;
  const note = form.querySelector("[data-draft-note]");
  const refused = document.querySelector(".refusal");
  let dirty = false;
  let timer = 0;
  let over = false;

  const fields = () => [...form.elements].filter((el) => el.name && !["hidden", "password", "file", "submit", "button"].includes(el.type));
  const read = () => fields().map((el) => [el.name, el.type === "checkbox" || el.type === "radio" ? el.checked : el.multiple ? [...el.selectedOptions].map((o) => o.value) : el.value]);
  const write = (values) => fields().forEach((el, place) => {
    const [name, value] = values[place] || [];
    if (name !== el.name) return;
    if (el.type === "checkbox" || el.type === "radio") el.checked = value;
    else if (el.multiple) for (const option of el.options) option.selected = value.includes(option.value);
    else el.value = value;
  });
  const clock = (at) => new Date(at).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
  const say = (words) => { if (note) note.textContent = words; };
  const save = () => {
    if (!key || over) return;
    const at = Date.now();
    try { store.setItem(key, JSON.stringify({ at, values: read() })); } catch { return; }
    say(`已于 ${clock(at)} 暂存在本机`);
  };
  const offer = (draft) => {
    const bar = document.createElement("p");
    bar.className = "message message-info draft-offer";
    const button = (words, act) => {
      const made = document.createElement("button");
      Object.assign(made, { type: "button", className: "btn btn-quiet btn-sm", textContent: words });
      made.addEventListener("click", () => { act(); bar.remove(); });
      return made;
    };
    bar.append(`本机有 ${new Date(draft.at).toLocaleDateString("zh-CN")} ${clock(draft.at)} 暂存、尚未提交的内容。 `,
      button("恢复", () => { write(draft.values); dirty = true; form.dispatchEvent(new Event("draft:restored")); }), " ",
      button("丢弃", () => store.removeItem(key)));
    form.before(bar);
  };

  const draft = key && JSON.parse(store.getItem(key) || "null");
  if (draft && !refused && JSON.stringify(draft.values) !== JSON.stringify(read())) {
    if (draft.sent) store.removeItem(key); else offer(draft);
  }
  if (refused) { dirty = true; save(); }

  form.addEventListener("input", () => { dirty = true; clearTimeout(timer); timer = setTimeout(save, 800); });
  form.addEventListener("submit", () => {
    dirty = false;
    clearTimeout(timer);
    const last = key && JSON.parse(store.getItem(key) || "null");
    if (last) store.setItem(key, JSON.stringify({ ...last, sent: true }));
  });
  const end = () => { over = true; clearTimeout(timer); };
  document.addEventListener("draft:keep", () => { if (dirty) save(); });
  document.addEventListener("draft:over", () => { end(); dirty = false; });
  document.addEventListener("draft:left", () => { end(); say("已在别的窗口退出登录，这里填写的内容不再暂存"); });
  window.addEventListener("beforeunload", (event) => { if (dirty) { event.preventDefault(); event.returnValue = ""; } });

  for (const area of form.querySelectorAll("textarea[data-limit]")) {
    const count = document.createElement("p");
    count.className = "hint counter";
    const tell = () => { count.textContent = `已写 ${area.value.length} 字，最多 ${area.dataset.limit} 字`; };
    area.after(count);
    area.addEventListener("input", tell);
    form.addEventListener("draft:restored", tell);
    tell();
  }
})();
