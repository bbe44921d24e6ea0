// What every page gets: text size and theme without a round trip, forms that are sent once.
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

  // "None of these" and any of these are never both ticked.
  each("[data-one-or-none]", (group) => group.addEventListener("change", ({ target }) => {
    if (!target.checked) return;
    const none = target.value === "none";
    group.querySelectorAll("input").forEach((box) => { if ((box.value === "none") !== none) box.checked = false; });
  }));

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
