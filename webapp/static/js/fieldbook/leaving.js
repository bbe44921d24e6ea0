// On the ordinary pages with a button to sign out: not while this browser's notebook holds something that was not sent; and what
// is sent goes from the phone before the account is signed out.
import { h } from "./dom.js";
import { accounts, current, unsent, wipe } from "./store.js";

async function storeHere() {
  const cookie = (document.cookie.match(/(?:^|; )so-tay=([0-9a-f-]{36})/) || [])[1];
  const user = cookie || (await current());
  return user && (await accounts()).includes(user) ? user : null;
}

function block(form, left) {
  form.querySelector("[type=submit]").hidden = true;
  form.prepend(h(
    "div.note.slow",
    { role: "alert" },
    h("div", {}, h("b", {}, `Còn ${left} việc chưa gửi. Chờ có mạng rồi thoát.`), h("p", {}, h("a", { href: "/so-tay/#/cho-gui" }, "Xem việc chờ gửi"))),
  ));
}

async function guard(form, user) {
  const { left, device } = await unsent(user);
  if (left) {
    block(form, left);
    return;
  }
  if (device) form.append(h("input", { type: "hidden", name: "may", value: device }));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    unsent(user)
      .then((now) => (now.left ? block(form, now.left) : wipe(user).then(() => form.submit())))
      .catch(() => form.submit());
  });
}

storeHere().then((user) => user && Promise.all(
  [...document.querySelectorAll("form[action^='/dang-xuat']")].map((form) => guard(form, user)),
)).catch(() => {});
