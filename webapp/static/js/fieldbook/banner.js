// The line above everything: silent when all is sent, else how many wait and since when.
import { h, icon } from "./dom.js";
import { whoseWaits } from "./others.js";
import { span } from "./words.js";

const CLOCK = 5 * 60000;
const SENT_SHOWN = 4000;
let shownUntil = 0;

const line = (tone, name, words, ...more) => h(`p.net${tone ? `.${tone}` : ""}`, {}, icon(name), h("span", {}, words), ...more);
const go = (href, words) => h("a", { href }, words);

const SIGN_IN = "/dang-nhap?ve=/so-tay/";

export function banner(book, state, redraw) {
  const waiting = book.waiting();
  const rejected = book.rejected().length;
  const lines = [];
  const n = waiting.length;
  const began = n && book.since(waiting[0].at);
  const from = began ? `, từ ${began}` : "";
  if (state.phase === "sending" && n) lines.push(line("", "send", `Đang gửi ${n} việc…`));
  else if (n) lines.push(waitingLine(state, n, from));
  else if (state.phase === "sent" && state.sent) lines.push(...sentLine(state, rejected, redraw));
  if (!n && state.ended) lines.push(line("", "key", "Hết giờ đăng nhập. Việc đã ghi vẫn còn.", go(SIGN_IN, "Đăng nhập")));
  if (rejected) lines.push(line("", "alert-triangle", `${rejected} việc chưa gửi được`, go("#/cho-gui", "Xem")));
  for (const each of state.others) lines.push(line("", "cloud-off", `${whoseWaits(each)} Người ấy đăng nhập thì máy gửi.`));
  if (state.phase === "full") lines.push(line("", "alert-triangle", "Máy hết chỗ. Xóa bớt ảnh, phim để sổ ghi tiếp được."));
  const off = book.notes.offset || 0;
  if (Math.abs(off) > CLOCK) {
    const words = `Đồng hồ máy này ${off > 0 ? "chậm" : "nhanh"} ${span(off)}. Việc vẫn được ghi đúng ngày. Chỉnh giờ trong Cài đặt.`;
    lines.push(line("", "clock", words));
  }
  return lines;
}

function waitingLine(state, n, from) {
  if (state.phase === "ended") {
    return line("", "key", `Hết giờ đăng nhập. ${n} việc vẫn còn trong máy${from}.`, go(SIGN_IN, "Đăng nhập"));
  }
  if (state.phase === "busy") return line("", "clock", `Máy chủ đang bận. ${n} việc chờ gửi${from}.`);
  if (state.phase === "refused") return line("", "alert-triangle", `${state.reason || "Chưa gửi được."} ${n} việc còn trong máy${from}.`);
  if (state.phase === "offline" || !navigator.onLine) return line("", "cloud-off", `Mất mạng. Đã lưu ${n} việc trong máy${from}.`);
  return line("", "send", `${n} việc chờ gửi${from}.`);
}

function sentLine(state, rejected, redraw) {
  if (!shownUntil) {
    shownUntil = Date.now() + SENT_SHOWN;
    setTimeout(() => {
      shownUntil = 0;
      state.phase = "idle";
      redraw();
    }, SENT_SHOWN);
  }
  return [line("ok", "circle-check", `Đã gửi ${rejected ? "" : "đủ "}${state.sent} việc`)];
}
