(() => {
  "use strict";
  // The next step is in the browser's cache before the finger gets there, unless data is to be saved.
  const next = document.querySelector("a[rel=next]");
  if (next && !navigator.connection?.saveData) {
    addEventListener("load", () => setTimeout(() => fetch(next.href, { priority: "low" }).catch(() => {}), 300));
  }
})();
