(() => {
  "use strict";
  // Reading aloud, only after a tap: a clip recorded by the commune, else a Vietnamese voice that is really on
  // this device, else the way to one. What is missing is said in a line; nothing falls silent.
  const listen = document.querySelector("[data-listen]");
  if (!listen) return;
  const heard = document.querySelector(".heard");
  const word = listen.querySelector("span");
  const synth = window.speechSynthesis;
  const { place, clips: source } = listen.dataset;
  const VIETNAMESE = "vie", CHOICE = "tieng-nghe", LIST_WAITS = 3000, SOUND_WAITS = 8000;
  let waiting, player, lesson, note = "";

  const tell = (...parts) => {
    heard.textContent = "";
    heard.append(...parts);
    heard.hidden = !parts.length;
  };
  // A line with what came before it, and the way to another language where there is one.
  const said = (words = "") => {
    const line = [note, words].filter(Boolean).join(" ");
    return [...(line ? [line] : []), ...(lesson && choices().length > 1 ? [button("Đổi tiếng", choose)] : [])];
  };
  const off = () => {
    clearTimeout(waiting);
    listen.removeAttribute("data-on");
    word.textContent = "Nghe";
  };
  const hush = () => {
    if (synth) synth.cancel();
    if (player) {
      player.onerror = player.onended = null;
      player.pause();
    }
  };
  const button = (text, act) => {
    const one = document.createElement("button");
    one.type = "button";
    one.textContent = text;
    one.addEventListener("click", act);
    return one;
  };
  const stored = (store, key, value) => {
    try {
      if (value === undefined) return window[store].getItem(key);
      return value === null ? window[store].removeItem(key) : window[store].setItem(key, value);
    } catch (error) {
      return null; // a browser that keeps nothing: asked again on every page
    }
  };

  // ---- 3. neither a clip nor a voice ----
  const chromeLink = () => {
    const link = document.createElement("a");
    link.textContent = "Mở bằng Chrome để nghe";
    link.href = `intent://${location.host}${location.pathname}${location.search}#Intent;scheme=${location.protocol.slice(0, -1)};package=com.android.chrome;end`;
    return link;
  };
  const cannot = () => {
    off();
    hush();
    if (!navigator.onLine && source && (!lesson || Object.keys(lesson.clips).length)) {
      note = "";
      return tell(...said("Giọng đọc chưa tải về máy"));
    }
    const agent = navigator.userAgent;
    const inApp = /Android/.test(agent) && (!synth || /Zalo|FBAN|FBAV|; wv\)/i.test(agent));
    if (inApp) return tell(...said(), chromeLink());
    return tell(...said("Máy này chưa đọc được tiếng Việt"));
  };

  // ---- 2. the device's own voice ----
  const vietnamese = () => synth.getVoices().find((voice) => /^vi([-_]|$)/i.test(voice.lang) && voice.localService);
  const voiceSoon = () => new Promise((settle) => {
    if (vietnamese() || synth.getVoices().length) return settle(vietnamese());
    synth.addEventListener("voiceschanged", () => settle(vietnamese()), { once: true });
    return setTimeout(() => settle(vietnamese()), 1000);
  });
  const speak = async () => {
    if (!synth || !window.SpeechSynthesisUtterance) return cannot();
    synth.cancel();
    const voice = await voiceSoon();
    if (!voice) return cannot();
    if (!listen.hasAttribute("data-on")) return undefined;
    const words = new SpeechSynthesisUtterance(listen.dataset.listen);
    words.lang = "vi-VN";
    words.voice = voice;
    words.rate = 0.85;
    words.onstart = () => clearTimeout(waiting);
    words.onend = off;
    words.onerror = (event) => (event.error === "canceled" || event.error === "interrupted" ? off() : cannot());
    waiting = setTimeout(cannot, 1500);
    return synth.speak(words);
  };

  // ---- 1. recorded clips: the list is asked once a session, the language chosen once a device ----
  const asked = async () => {
    if (!source || lesson) return lesson;
    const known = stored("sessionStorage", source);
    if (known) return (lesson = JSON.parse(known));
    const stop = window.AbortController && new AbortController();
    const late = stop && setTimeout(() => stop.abort(), LIST_WAITS);
    try {
      const answer = await fetch(source, stop ? { signal: stop.signal } : {});
      if (!answer.ok) return null;
      lesson = await answer.json();
      stored("sessionStorage", source, JSON.stringify(lesson));
      return lesson;
    } catch (error) {
      return null;
    } finally {
      clearTimeout(late);
    }
  };
  const choices = () => Object.keys(lesson.languages).filter((code) => code === VIETNAMESE
    || Object.values(lesson.clips).some((here) => here[code]));
  const choose = () => {
    hush();
    off();
    const question = document.createElement("span");
    question.textContent = "Nghe tiếng nào?";
    tell(question, ...choices().map((code) => button(lesson.languages[code], () => {
      stored("localStorage", CHOICE, code);
      start(code);
    })));
  };
  const play = (clip) => {
    const next = () => {
      hush();
      clearTimeout(waiting);
      stored("sessionStorage", source, null); // the list may be out of date
      note = "Chưa tải được giọng ghi âm.";
      tell(...said());
      speak();
    };
    player.onplaying = () => clearTimeout(waiting);
    player.onended = off;
    player.onerror = next;
    player.src = clip.url;
    waiting = setTimeout(next, SOUND_WAITS);
    player.play().catch((error) => {
      if (error.name !== "NotAllowedError") return; // the others arrive as an error of the player
      off();
      tell("Bấm Nghe lần nữa");
    });
  };
  const start = async (code) => {
    listen.setAttribute("data-on", "");
    word.textContent = "Dừng";
    const here = lesson.clips[place] || {};
    const name = code === VIETNAMESE ? "tiếng Việt" : lesson.languages[code];
    note = here[code] || code === VIETNAMESE ? "" : `Đoạn này chưa có giọng ${name}.`;
    const several = choices().length > 1;
    if (several || note) tell(...said(note ? "Nghe tiếng Việt." : `Giọng ${name}`));
    const clip = here[code] || here[VIETNAMESE];
    return clip ? play(clip) : speak();
  };

  listen.setAttribute("role", "button");
  listen.addEventListener("click", async (event) => {
    event.preventDefault();
    tell();
    note = "";
    if (listen.hasAttribute("data-on")) {
      hush();
      return off();
    }
    listen.setAttribute("data-on", "");
    word.textContent = "Dừng";
    if (source && !player) {
      player = new Audio();
      player.load(); // within the tap, so that a browser lets it play when the list has come
    }
    const known = await asked();
    if (!listen.hasAttribute("data-on")) return undefined;
    if (!known || !Object.keys(known.languages).length) return speak();
    const chosen = stored("localStorage", CHOICE);
    if (known.languages[chosen]) return start(chosen);
    return choices().length > 1 ? choose() : start(VIETNAMESE);
  });
  addEventListener("pagehide", hush);

  // On a lesson's own page there is time to ask before the tap.
  if (source && place === "0" && window.requestIdleCallback && !navigator.connection?.saveData) {
    addEventListener("load", () => setTimeout(() => requestIdleCallback(asked), 1500));
  }
})();
