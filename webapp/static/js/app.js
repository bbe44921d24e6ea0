// What every page gets: text size and theme without a round trip, reading aloud, the next step fetched early.
// Everything here also works without it: the links it improves lead to pages that do the same.
(() => {
  "use strict";
  const root = document.documentElement;
  const each = (selector, act) => document.querySelectorAll(selector).forEach(act);
  const remember = (name, value) => {
    document.cookie = `${name}=${value}; Path=/; Max-Age=31536000; SameSite=Lax; Secure`;
  };

  const SIZES = { 1: "vừa", 2: "to", 3: "rất to" };
  each("[data-textsize]", (link) => {
    link.setAttribute("role", "button");
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const size = (Number(root.dataset.size || 1) % 3) + 1;
      root.dataset.size = size;
      remember("co-chu", size);
      link.setAttribute("aria-label", `Đổi cỡ chữ. Đang dùng cỡ ${SIZES[size]}`);
    });
  });

  each("[data-sun]", (link) => {
    link.setAttribute("role", "button");
    const show = () => link.setAttribute("aria-pressed", String(root.dataset.theme === "sun"));
    show();
    link.addEventListener("click", (event) => {
      event.preventDefault();
      if (root.dataset.theme === "sun") {
        delete root.dataset.theme;
        remember("nen", "may");
      } else {
        root.dataset.theme = "sun";
        remember("nen", "nang");
      }
      show();
    });
  });

  // A long password is easier to type when it can be seen.
  each("[data-reveal]", (label) => {
    label.hidden = false;
    label.addEventListener("change", (event) => {
      label.closest("form").querySelectorAll("[autocomplete$=password]").forEach((input) => {
        input.type = event.target.checked ? "text" : "password";
      });
    });
  });

  // A link dressed as a button answers to the space bar too.
  document.addEventListener("keydown", (event) => {
    if (event.key === " " && event.target.matches?.("a[role=button]")) {
      event.preventDefault();
      event.target.click();
    }
  });

  // Reading aloud: only with a Vietnamese voice that is really on this device, and only after a tap.
  const listen = document.querySelector("[data-listen]");
  if (listen) {
    const heard = document.querySelector(".heard");
    const word = listen.querySelector("span");
    const synth = window.speechSynthesis;
    let waiting;
    const tell = (content) => {
      heard.replaceChildren(content);
      heard.hidden = false;
    };
    const off = () => {
      clearTimeout(waiting);
      listen.removeAttribute("data-on");
      word.textContent = "Nghe";
    };
    const chromeLink = () => {
      const link = document.createElement("a");
      link.textContent = "Mở bằng Chrome để nghe";
      link.href = `intent://${location.host}${location.pathname}${location.search}#Intent;scheme=${location.protocol.slice(0, -1)};package=com.android.chrome;end`;
      return link;
    };
    const cannot = () => {
      off();
      if (synth) synth.cancel();
      const agent = navigator.userAgent;
      const inApp = /Android/.test(agent) && (!synth || /Zalo|FBAN|FBAV|; wv\)/i.test(agent));
      tell(inApp ? chromeLink() : "Máy này chưa đọc được tiếng Việt");
    };
    const vietnamese = () => synth.getVoices().find((voice) => /^vi([-_]|$)/i.test(voice.lang) && voice.localService);
    const voiceSoon = () => new Promise((settle) => {
      if (vietnamese() || synth.getVoices().length) return settle(vietnamese());
      synth.addEventListener("voiceschanged", () => settle(vietnamese()), { once: true });
      return setTimeout(() => settle(vietnamese()), 1000);
    });
    const speak = (voice) => {
      const words = new SpeechSynthesisUtterance(listen.dataset.listen);
      words.lang = "vi-VN";
      words.voice = voice;
      words.rate = 0.85;
      words.onstart = () => clearTimeout(waiting);
      words.onend = off;
      words.onerror = (event) => (event.error === "canceled" || event.error === "interrupted" ? off() : cannot());
      waiting = setTimeout(cannot, 1500);
      synth.speak(words);
    };
    listen.setAttribute("role", "button");
    listen.addEventListener("click", async (event) => {
      event.preventDefault();
      heard.hidden = true;
      if (listen.hasAttribute("data-on")) {
        synth.cancel();
        return off();
      }
      if (!synth || !window.SpeechSynthesisUtterance) return cannot();
      listen.setAttribute("data-on", "");
      word.textContent = "Dừng";
      synth.cancel();
      const voice = await voiceSoon();
      return voice ? speak(voice) : cannot();
    });
    addEventListener("pagehide", () => synth && synth.cancel());
  }

  // Sharing: the phone's own sheet (Zalo stands in it), else the address is copied.
  each("[data-share]", (button) => {
    if (!navigator.share && !navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      const url = location.origin + location.pathname;
      if (navigator.share) return navigator.share({ title: button.dataset.share, url }).catch(() => {});
      return navigator.clipboard.writeText(url).then(() => {
        const heard = document.querySelector(".heard");
        heard.textContent = "Đã chép đường dẫn. Dán vào Zalo để gửi.";
        heard.hidden = false;
      });
    });
  });

  // The next step is in the browser's cache before the finger gets there, unless data is to be saved.
  const next = document.querySelector("a[rel=next]");
  if (next && !navigator.connection?.saveData) {
    addEventListener("load", () => setTimeout(() => fetch(next.href, { priority: "low" }).catch(() => {}), 300));
  }

  // A pressed button of a plain form says that it is working and can't be pressed twice.
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (event.defaultPrevented || !button || event.target.hasAttribute("hx-post")) return;
    if (button.hasAttribute("aria-disabled")) return event.preventDefault();
    button.setAttribute("aria-disabled", "true");
    const free = () => button.removeAttribute("aria-disabled");
    addEventListener("pageshow", free, { once: true });
    setTimeout(free, 5000); // an answer that is a file leaves the page standing
  });

  // Who learns today, chosen on the household's page, is still chosen where the lesson ends.
  const chosenFor = (household) => `ai-hoc:${household}`;
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".tasks a.go[href*='ho=']");
    if (!link) return;
    const ids = [...document.querySelectorAll("#form-ghi [name=person]:checked")].map((box) => box.value);
    sessionStorage.setItem(chosenFor(new URL(link.href).searchParams.get("ho")), ids.join(","));
  });
  const household = new URLSearchParams(location.search).get("ho");
  if (household) {
    const ids = (sessionStorage.getItem(chosenFor(household)) || "").split(",");
    each("form [name=person]", (box) => { box.checked = box.checked || ids.includes(box.value); });
  }

  each(".errors", (summary) => summary.focus());
})();
