(() => {
  "use strict";
  // Counting without persons: which steps are reached, and how the first and second try of each place goes.
  // It gathers on the device, leaves as plain sums, without a cookie, when there is network, and fails in silence.
  if (navigator.doNotTrack === "1" || (navigator.connection && navigator.connection.saveData)) return;
  const SUMS = "dem:gop"; // "step:quet-ma-qr:1:3|seen" -> n
  const WALKS = "dem:luot"; // lesson -> { day, places } of the walk that is under way
  const TRIES = "dem:lan"; // place -> tries made on this device, 1 or 2
  const MOST = 120;
  const MOST_AT_ONCE = 50;
  const read = (key) => {
    try {
      return JSON.parse(localStorage.getItem(key)) || {};
    } catch {
      return {};
    }
  };
  const write = (key, value) => {
    try {
      localStorage.setItem(key, JSON.stringify(value));
    } catch {
      // A full or closed store: nothing is counted.
    }
  };
  const add = (name, what) => {
    const sums = read(SUMS);
    const key = `${name}|${what}`;
    if (!(key in sums) && Object.keys(sums).length >= 4 * MOST) return;
    sums[key] = (sums[key] || 0) + 1;
    write(SUMS, sums);
  };

  const counted = document.querySelector("[data-count]");
  const name = counted && counted.dataset.count;
  if (name) {
    // One walk through a lesson counts each place once; back at its beginning a new walk starts.
    const [kind, slug, version, place] = name.split(":");
    const walks = read(WALKS);
    const lesson = `${kind === "practice" || kind === "scam" ? kind : "bai"}:${slug}:${version}`;
    const day = new Date().toISOString().slice(0, 10);
    const here = `${kind}:${place}`;
    let walk = walks[lesson];
    const anew = kind === "step" && place === "1" && walk && walk.places.some((other) => other !== here);
    if (!walk || walk.day !== day || anew) walk = { day, places: [] };
    if (!walk.places.includes(here)) {
      walk.places.push(here);
      add(name, "seen");
    }
    for (const other of Object.keys(walks)) if (walks[other].day !== day) delete walks[other];
    walks[lesson] = walk;
    write(WALKS, walks);

    document.addEventListener("click", (event) => {
      const choice = event.target.closest && event.target.closest("[data-try]");
      if (!choice) return;
      const tries = read(TRIES);
      const before = tries[name] || 0;
      if (before >= 2) return;
      tries[name] = before + 1;
      write(TRIES, tries);
      add(name, `${before ? "second" : "first"}-${choice.dataset.try === "right" ? "right" : "wrong"}`);
    });
  }

  // What is on its way counts as arrived once the page is left: the browser finishes it (keepalive).
  const send = () => {
    if (!navigator.onLine || document.visibilityState !== "visible") return;
    const taken = Object.entries(read(SUMS)).slice(0, MOST).map(([key, n]) => [key, Math.min(n, MOST_AT_ONCE)]);
    if (!taken.length) return;
    const body = JSON.stringify(taken.map(([key, n]) => ({ count: key.split("|")[0], what: key.split("|")[1], n })));
    let under = true;
    const settle = () => {
      if (!under) return;
      under = false;
      const sums = read(SUMS);
      taken.forEach(([key, n]) => {
        sums[key] = (sums[key] || 0) - n;
        if (sums[key] <= 0) delete sums[key];
      });
      write(SUMS, sums);
    };
    addEventListener("pagehide", settle, { once: true });
    fetch("/dem", { method: "POST", body, headers: { "Content-Type": "application/json" }, credentials: "omit", keepalive: true })
      .then((answer) => (answer.ok || answer.status === 400 ? settle() : (under = false)), () => { under = false; });
  };
  addEventListener("load", () => setTimeout(send, 500));
  addEventListener("online", send);
})();
