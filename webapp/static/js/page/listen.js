(() => {
  "use strict";
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
})();
