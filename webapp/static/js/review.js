// The review desk by keyboard: J next, K back, D fit, T return, Enter the household. Each key presses what
// stands on the page, so nothing here can do more than the mouse can. They can be switched off (WCAG 2.1.4).
(() => {
  "use strict";
  const OFF = "xet-khong-phim";
  const wanted = () => localStorage.getItem(OFF) !== "1";
  const desk = () => document.getElementById("xet");

  const show = () => {
    const keys = desk() && desk().querySelector(".keys");
    if (!keys) return;
    keys.hidden = false;
    keys.querySelector("[data-keys]").checked = wanted();
  };

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-keys]")) localStorage.setItem(OFF, event.target.checked ? "0" : "1");
  });

  const typing = (target) => target.closest && target.closest("input:not([type=checkbox]), select, textarea, [contenteditable]");
  // What a key can't do now is said where its button would stand; focusing it has it read aloud.
  const explain = (key) => {
    const why = desk() && desk().querySelector(`[data-why="${key}"]`);
    if (!why) return false;
    why.scrollIntoView({ block: "nearest" });
    why.focus();
    return true;
  };
  const press = (key) => {
    const what = desk() && desk().querySelector(`[data-key="${key}"]`);
    if (!what) return explain(key);
    what.click();
    if (what.tagName === "SUMMARY" && what.parentElement.open) what.parentElement.querySelector("form input:not([type=hidden])").focus();
    return true;
  };
  document.addEventListener("keydown", (event) => {
    if (!wanted() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat || typing(event.target)) return;
    const key = event.key.toLowerCase();
    const natural = key === "enter" && event.target.closest("a, button, summary, label, input");
    if (["j", "k", "d", "t", "enter"].includes(key) && !natural && press(key)) event.preventDefault();
  });

  // A form that comes back with its faults is shown too; the reader is told which case stands there now.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 422 && event.detail.target.id === "xet") event.detail.shouldSwap = true;
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target.id !== "xet" && event.target.id !== "xet") return;
    show();
    if (desk().getBoundingClientRect().top < 0) desk().scrollIntoView();
    const now = desk().querySelector("[aria-current]");
    if (now) now.scrollIntoView({ block: "nearest" });
    const said = desk().querySelector(".errors") || desk().querySelector("#ho-so");
    if (said) said.focus({ preventScroll: !said.matches(".errors") });
  });
  show();
})();
