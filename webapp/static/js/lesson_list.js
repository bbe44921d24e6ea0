// Finds lessons in place, while one types and without a network: the same fields, weights and forgiveness
// as webapp/rules/lesson_search.py, which answers where there is no script.
(() => {
  "use strict";
  const form = document.querySelector("[data-search]");
  const box = document.querySelector("[data-found]");
  const rows = [...document.querySelectorAll("[data-find]")];
  if (!form || !box || !rows.length) return;
  const WEIGHTS = [8, 6, 3, 1];
  const WORTH_SHOWING = 0.3;
  const WORTH_COVERING = 0.55;
  const MOST = 8;
  const FORGIVEN = { slip: 0.7, prefix: 0.7, split: 0.9, stop: 0.1 };
  const shortForms = new Map(box.dataset.short.split(",").map((pair) => pair.split("=")));
  const twoSyllables = new Set(box.dataset.two.split(","));
  const stopWords = new Set(box.dataset.stop.split(","));
  const input = form.elements.tim;
  const list = box.querySelector("[data-results]");
  const none = box.querySelector("[data-none]");
  const heading = box.querySelector("h2");

  const words = (text) => text.normalize("NFKD").toLowerCase().replace(/[\u0300-\u036f]/g, "").replace(/[đð]/g, "d")
    .replace(/([a-z0-9])['’-](?=[a-z0-9])/g, "$1").match(/[a-z0-9]+/g) || [];
  const lessons = rows.map((row) => ({
    row,
    fields: row.dataset.find.split("|").map((field) => {
      const phrases = field.split(",");
      return { phrases, held: new Set(phrases.join(" ").split(" ").filter(Boolean)) };
    }),
  }));
  const rarity = new Map();
  lessons.forEach(({ fields }) => {
    new Set(fields.flatMap(({ held }) => [...held])).forEach((word) => rarity.set(word, (rarity.get(word) || 0) + 1));
  });
  rarity.forEach((spread, word) => rarity.set(word, Math.log(1 + lessons.length / spread)));
  const telling = (word) => (rarity.get(word) || 0) * (stopWords.has(word) ? FORGIVEN.stop : 1);

  const isOneSlip = (typed, known) => {
    if (Math.abs(typed.length - known.length) > 1 || typed === known) return false;
    let same = 0;
    while (same < typed.length && same < known.length && typed[same] === known[same]) same += 1;
    const a = typed.slice(same);
    const b = known.slice(same);
    const swapped = a.length > 1 && a[1] + a[0] === b.slice(0, 2) && a.slice(2) === b.slice(2);
    return a.slice(1) === b.slice(1) || a.slice(1) === b || a === b.slice(1) || swapped;
  };
  const guess = (word, isLast) => {
    for (let cut = 2; cut < word.length - 1; cut += 1) {
      const parts = [word.slice(0, cut), word.slice(cut)];
      if (parts.every((part) => rarity.has(part))) return parts.map((part) => new Map([[part, FORGIVEN.split]]));
    }
    const known = new Map();
    rarity.forEach((_, each) => {
      if (isLast && word.length > 1 && each.startsWith(word)) known.set(each, FORGIVEN.prefix);
      else if (word.length > 2 && isOneSlip(word, each)) known.set(each, FORGIVEN.slip);
    });
    return [known];
  };
  const readQuery = (query) => {
    const typed = words(query).flatMap((word, place, all) => {
      const pairs = [all.slice(Math.max(0, place - 1), place + 1), all.slice(place, place + 2)];
      const whole = pairs.some((pair) => twoSyllables.has(pair.join(" ")));
      return whole ? [word] : (shortForms.get(word) || word).split(" ");
    });
    const meant = [];
    for (let place = 0; place < typed.length; place += 1) {
      const [word, following] = [typed[place], typed[place + 1]];
      const joined = word + (following || "");
      if (following && rarity.has(joined) && !(rarity.has(word) && rarity.has(following))) {
        meant.push(new Map([[joined, 1]]));
        place += 1;
      } else if (rarity.has(word)) meant.push(new Map([[word, 1]]));
      else meant.push(...guess(word, !following));
    }
    return meant.filter((known) => known.size);
  };
  const likeliest = (known) => [...known].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? 1 : -1))[0][0];

  const sure = (held, known) => Math.max(0, ...[...known].map(([word, sureness]) => (held.has(word) ? sureness * telling(word) : 0)));
  const coveredBy = ({ fields }, meant) => {
    const held = new Set(fields.flatMap((field) => [...field.held]));
    return meant.reduce((sum, known) => sum + sure(held, known), 0);
  };
  const scoreOf = ({ fields }, meant) => {
    const typed = new Set(meant.flatMap((known) => [...known.keys()]));
    const spoken = meant.map(likeliest);
    return fields.reduce((score, { phrases, held }, place) => {
      let found = meant.reduce((sum, known) => sum + sure(held, known), 0);
      spoken.slice(1).forEach((two, before) => {
        const pair = ` ${spoken[before]} ${two} `;
        if (phrases.some((phrase) => ` ${phrase} `.includes(pair))) found += (telling(spoken[before]) + telling(two)) / 2;
      });
      if (place < 2) {
        const whole = phrases.map((phrase) => phrase.split(" ").filter(Boolean)).filter((parts) => parts.every((part) => typed.has(part)));
        found += Math.max(0, ...whole.map((parts) => parts.reduce((sum, part) => sum + telling(part), 0) / 2));
      }
      return score + WEIGHTS[place] * found;
    }, 0);
  };
  const find = (query) => {
    const meant = readQuery(query);
    if (meant.every((known) => stopWords.has(likeliest(known)))) return [];
    const covered = lessons.map((lesson) => coveredBy(lesson, meant));
    const enough = WORTH_COVERING * Math.max(...covered);
    const having = lessons.filter((_, place) => covered[place] >= enough);
    const scored = having.map((lesson) => ({ row: lesson.row, score: scoreOf(lesson, meant) }));
    const best = Math.max(...scored.map(({ score }) => score));
    return scored.filter(({ score }) => score && score >= WORTH_SHOWING * best)
      .sort((a, b) => b.score - a.score).slice(0, MOST).map(({ row }) => row);
  };

  const present = (found, words) => {
    heading.textContent = words;
    none.hidden = found.length > 0;
    list.hidden = !found.length;
    list.textContent = "";
    list.append(...found.map((row) => row.cloneNode(true)));
    list.querySelectorAll("[data-find]").forEach((row) => row.removeAttribute("data-find"));
    box.hidden = false;
  };
  const look = () => {
    const query = input.value.trim();
    const found = find(query);
    if (query.length < 2) box.hidden = true;
    else present(found, found.length ? `Tìm thấy ${found.length} bài` : "Chưa có bài nào nói về việc này");
  };
  let soon;
  input.addEventListener("input", () => {
    clearTimeout(soon);
    soon = setTimeout(look, 200);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(soon);
    look();
    input.blur();
    history.replaceState(null, "", input.value.trim() ? `?tim=${encodeURIComponent(input.value.trim())}` : location.pathname);
  });

  const fold = location.hash === "#can-gi" && document.querySelector("#can-gi");
  if (fold) fold.open = true;

  // Without a network the kept list stands where an answer of the server would: the address says what was asked.
  const asked = new URLSearchParams(location.search);
  const need = asked.has("can") && document.querySelector(`[data-need="${CSS.escape(asked.get("can"))}"]`);
  if (asked.get("tim") && box.hidden) {
    input.value = asked.get("tim");
    look();
  } else if (need) {
    const way = need.dataset.way.split(",").map((slug) => rows.find((row) => row.dataset.slug === slug)).filter(Boolean);
    present(way, need.textContent.trim());
  }
})();
