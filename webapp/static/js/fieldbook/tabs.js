// The tabs under the main screens.
import { h, icon } from "./dom.js";

export function tabs(app, here) {
  const unsent = app.book.unsent();
  const tab = (href, name, words, current) => h("a", { href, "aria-current": current ? "page" : null }, icon(name), words);
  return h(
    "nav.dock.tabs-phone",
    { "aria-label": "Các phần chính" },
    tab("#/", "home", "Hộ của tôi", here === "list"),
    tab("/bai-hoc/", "book-2", "Bài học", false),
    h("a", { href: "#/cho-gui", "aria-current": here === "outbox" ? "page" : null }, icon("send"), unsent ? `Chờ gửi (${unsent})` : "Chờ gửi"),
    tab("#/toi", "user", "Tôi", here === "me"),
  );
}
