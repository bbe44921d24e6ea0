(() => {
  "use strict";
  // Lessons without a network. A page tells the worker where it is once it stands still; the worker keeps that
  // lesson. What a kept page can't know, the chosen look, is put right here and told to the worker.
  const root = document.documentElement;
  const HOUR = 3600 * 1000;
  const worker = navigator.serviceWorker;
  const switchedOn = document.querySelector("link[rel=manifest]");
  const saving = Boolean(navigator.connection && navigator.connection.saveData);
  const cookie = (name) => (document.cookie.match(`(?:^|; )${name}=([^;]*)`) || [])[1] || "";

  const THEMES = { sang: "light", toi: "dark", nang: "sun" };
  const SIZES = { 1: "vừa", 2: "to", 3: "rất to" };
  const size = SIZES[cookie("co-chu")] ? cookie("co-chu") : "1";
  const theme = THEMES[cookie("nen")] || "";
  if ((root.dataset.size || "1") !== size) root.dataset.size = size;
  if ((root.dataset.theme || "") !== theme) {
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
  }

  // The page of sizes and colours chooses without a round trip, so it also chooses without a network.
  const chips = document.querySelectorAll("a.chip[href^='/hien-thi?']");
  const asked = (chip, name) => new URL(chip.href).searchParams.get(name);
  const mark = () => chips.forEach((chip) => {
    const chosen = asked(chip, "co-chu")
      ? asked(chip, "co-chu") === (root.dataset.size || "1")
      : (THEMES[asked(chip, "nen")] || "") === (root.dataset.theme || "");
    if (chosen) chip.setAttribute("aria-current", "true");
    else chip.removeAttribute("aria-current");
  });
  chips.forEach((chip) => chip.addEventListener("click", (event) => {
    const name = asked(chip, "co-chu") ? "co-chu" : "nen";
    const value = asked(chip, name);
    event.preventDefault();
    document.cookie = `${name}=${value}; Path=/; Max-Age=31536000; SameSite=Lax; Secure`;
    if (name === "co-chu") root.dataset.size = value;
    else if (THEMES[value]) root.dataset.theme = THEMES[value];
    else delete root.dataset.theme;
    mark();
  }));
  mark();

  // Without a worker the next screen at least is fetched before the finger gets there.
  const ahead = () => {
    const next = document.querySelector("a[rel=next]");
    if (next && !saving) fetch(next.href, { priority: "low" }).catch(() => {});
  };
  const say = (act, words) => worker.ready.then((its) => its.active.postMessage({ act, ...words }));
  const tellLook = () => say("look", { size: root.dataset.size || "1", theme: root.dataset.theme || "" });

  const hourPassed = () => {
    const [now, last] = [Date.now(), Number(localStorage.getItem("sw-hoi"))];
    if (last && Math.abs(now - last) < HOUR) return false;
    localStorage.setItem("sw-hoi", now);
    return Boolean(last);
  };
  const start = async () => {
    if (!switchedOn) {
      const left = await worker.getRegistration();
      return left && left.update();
    }
    const registration = await worker.register("/sw.js", { updateViaCache: "all" });
    if (hourPassed()) registration.update().catch(() => {});
    tellLook();
    new MutationObserver(tellLook).observe(root, { attributeFilter: ["data-size", "data-theme"] });
    return say("visited", { path: location.pathname, saving, commune: cookie("xa") });
  };

  // Where there is no network, a lesson that is not in this phone says so before it is pressed.
  const showMissing = async () => {
    const links = document.querySelectorAll(".tiles a, .lesson-list a.go");
    if (navigator.onLine || !links.length || !window.caches) return;
    const kept = await (await caches.open("gds-goi")).keys();
    const ids = kept.map((request) => new URL(request.url).pathname.slice(4, -5));
    links.forEach((link) => {
      if (link.querySelector(".not-kept") || ids.some((id) => link.pathname.startsWith(`${id}/`))) return;
      const word = document.createElement("small");
      word.className = "not-kept";
      word.textContent = "Chưa tải";
      (link.querySelector(":scope > span:not(:empty) b") ? link.querySelector("b").parentNode : link).append(word);
    });
  };

  const idle = window.requestIdleCallback || ((act) => setTimeout(act, 300));
  const onceStill = () => idle(() => {
    if (!worker || !window.caches) return ahead();
    showMissing().catch(() => {});
    return start().catch(ahead);
  });
  if (document.readyState === "complete") onceStill();
  else addEventListener("load", onceStill);
  addEventListener("offline", () => showMissing().catch(() => {}));
})();
