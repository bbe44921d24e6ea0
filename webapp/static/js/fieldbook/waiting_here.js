// On the page where one signs in: what others left in this phone is sent, and what can't be is said.
import { h } from "./dom.js";
import { alone } from "./lock.js";
import { others, sendOthers, whoseWaits } from "./others.js";

let box = null;

function tell(found) {
  if (box) box.remove();
  box = found.length ? h("div.note.slow", { role: "status" }, h("div", {}, found.map((each) => h("p", {}, whoseWaits(each))), h("p", {}, "Người ấy đăng nhập khi có mạng thì máy gửi."))) : null;
  if (box) document.querySelector("main form").before(box);
}

async function look() {
  const found = await others(null);
  if (!found.length) return;
  tell(found);
  await alone(() => sendOthers(null));
  tell(await others(null));
}

look().catch(() => {});
