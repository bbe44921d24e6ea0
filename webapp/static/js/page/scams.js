(() => {
  "use strict";
  // The scam trainer repeats what was missed, at the end of a round and at the start of the next one.
  // The device keeps the missed cases' names only; what is still to be repeated travels behind the #.
  const BASE = "/luyen-tap/lua-dao/";
  const KEY = "lua-dao:chua-dung";
  const MOST = 3;
  const STOP = /^[a-z0-9-]+(\/xong)?$/;
  const find = (selector) => document.querySelector(selector);
  const missed = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY));
      return Array.isArray(kept) ? kept.filter((slug) => STOP.test(slug)) : [];
    } catch {
      return [];
    }
  };
  const keep = (slugs) => {
    try {
      localStorage.setItem(KEY, JSON.stringify(slugs));
    } catch {
      // A full or closed store: this round is not repeated, nothing else.
    }
  };
  const pathOf = (link) => new URL(link.href).pathname.slice(BASE.length);
  // "#lai=a,b,vong-1/xong": cases to repeat, and where to go after them.
  const ahead = () => {
    const found = /^#lai=([\w,/-]+)$/.exec(location.hash);
    const stops = found ? found[1].split(",") : [];
    return stops.every((stop) => STOP.test(stop)) ? stops : [];
  };
  const lead = (link, stops) => {
    link.href = BASE + stops[0] + (stops.length > 1 ? `#lai=${stops.slice(1).join(",")}` : "");
  };

  const page = find("[data-scam]");
  if (page) {
    const { scam, scamAnswer } = page.dataset;
    const others = missed().filter((slug) => slug !== scam);
    if (scamAnswer) keep(scamAnswer === "wrong" ? [...others, scam].slice(-24) : others);
    const stops = ahead();
    const next = find("[data-scam-next]");
    if (stops.length) {
      const count = find(".safe-band .num");
      if (count) count.textContent = "Làm lại";
      document.querySelectorAll(`.dock a[href^="${BASE}${scam}"]`).forEach((link) => { link.hash = location.hash; });
      if (next) lead(next, stops);
    } else if (next && next.dataset.scamRound) {
      const again = next.dataset.scamRound.split(" ").filter((slug) => missed().includes(slug));
      if (again.length) {
        lead(next, [...again, pathOf(next)]);
        next.firstChild.textContent = `Làm lại ${again.length} cái`;
      }
    }
  }

  document.querySelectorAll("[data-scam-start]").forEach((link) => {
    const first = missed().slice(0, MOST);
    const target = pathOf(link);
    if (first.length) lead(link, [...first.filter((slug) => slug !== target), target]);
  });

  const again = find("[data-scam-again]");
  if (again) {
    const round = again.dataset.scamRound.split(" ").filter((slug) => missed().includes(slug));
    if (round.length) {
      lead(again, [...round, pathOf({ href: location.href })]);
      again.querySelector("span").textContent = `Làm lại ${round.length} trường hợp chưa đúng`;
      again.parentElement.hidden = false;
    }
  }
})();
