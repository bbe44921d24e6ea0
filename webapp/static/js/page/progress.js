// What was learnt on this phone stays on this phone: lessons begun and finished, without an account, sent nowhere.
// A phone opened from a household's page is the helper's own, so nothing is remembered there.
(() => {
  "use strict";
  const KEY = "hoc.bai";
  // Also what the scam trainer wants to repeat and what waits to be counted: "Xóa khỏi máy này" takes all of it.
  const OURS = /^(hoc\.|lua-dao:|dem:)/;
  const one = (selector) => document.querySelector(selector);
  const read = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY));
      return kept && typeof kept === "object" && !Array.isArray(kept) ? kept : {};
    } catch (refused) {
      return {};
    }
  };
  const remember = (slug, change) => {
    try {
      const all = read();
      all[slug] = { ...all[slug], ...change, at: Date.now() };
      localStorage.setItem(KEY, JSON.stringify(all));
      return true;
    } catch (refused) {
      return false;
    }
  };
  const current = (entry, version) => entry.done >= version;

  const mark = () => {
    if (new URLSearchParams(location.search).has("ho")) return;
    const begun = one("[data-begun]");
    const finished = one("[data-finished]");
    if (begun) {
      const { begun: slug, title, version } = begun.dataset;
      if (!current(read()[slug] || {}, Number(version))) {
        remember(slug, { title, step: Number(begun.dataset.step), of: Number(begun.dataset.of) });
      }
    } else if (finished) {
      const { finished: slug, title, version } = finished.dataset;
      const kept = one("[data-kept]");
      if (remember(slug, { title, done: Number(version), step: 0 }) && kept) kept.hidden = false;
    }
  };

  const stateOf = (entry, version) => {
    if (current(entry, version)) return "done";
    if (entry.step) return "begun";
    return entry.done ? "newer" : "";
  };
  const show = () => {
    const all = read();
    document.querySelectorAll("[data-lesson]").forEach((row) => {
      const entry = all[row.dataset.lesson] || {};
      const state = stateOf(entry, Number(row.dataset.version));
      const words = one(`template[data-learnt="${state}"]`);
      const line = row.querySelector("[data-state]");
      if (!state || !words || !line) return;
      line.className = state === "done" ? "was-done" : "was-begun";
      line.textContent = "";
      line.append(words.content.cloneNode(true), state === "begun" ? `${entry.step} / ${entry.of}` : "");
    });
    const card = one("[data-resume]");
    const last = Object.entries(all).filter(([, entry]) => entry.step).sort(([, a], [, b]) => b.at - a.at)[0];
    if (card && last) {
      const [slug, entry] = last;
      card.href = `/bai-hoc/${encodeURIComponent(slug)}/${Number(entry.step)}`;
      card.querySelector("[data-title]").textContent = entry.title;
      card.querySelector("[data-step]").textContent = `${entry.step} / ${entry.of}`;
    }
    if (card) card.hidden = !last;
  };

  const forget = () => {
    const box = one("[data-forget]");
    if (!box) return;
    const said = box.querySelector("p");
    const count = () => {
      const entries = Object.values(read());
      const done = entries.filter((entry) => entry.done).length;
      const begun = entries.filter((entry) => entry.step).length;
      return entries.length ? `Máy này đang nhớ ${done} bài đã học, ${begun} bài đang học.` : "Máy này chưa nhớ bài nào.";
    };
    box.hidden = false;
    said.textContent = count();
    box.querySelector("button").addEventListener("click", () => {
      try {
        Object.keys(localStorage).filter((key) => OURS.test(key)).forEach((key) => localStorage.removeItem(key));
        said.textContent = "Đã xóa. Máy này không còn nhớ bài nào.";
      } catch (refused) {
        said.textContent = "Máy này không cho trang nào nhớ gì, nên không có gì để xóa.";
      }
    });
  };

  mark();
  show();
  forget();
  addEventListener("pageshow", (event) => { if (event.persisted) show(); });
})();
