// The field notebook: opens the store of whoever uses this phone, draws, and lets the drainer run. Addresses are the
// part after "#", so that no household's id ever reaches the server's log.
import { banner } from "./banner.js";
import { openBook } from "./book.js";
import { btn, empty, h, icon, online } from "./dom.js";
import { pull } from "./net.js";
import { consentScreen } from "./screen_consent.js";
import { groupScreen } from "./screen_group.js";
import { homeScreen } from "./screen_home.js";
import { editScreen, newHomeScreen, noteScreen, personScreen, visitScreen } from "./screen_forms.js";
import { listScreen } from "./screen_list.js";
import { meScreen } from "./screen_me.js";
import { outboxScreen } from "./screen_outbox.js";
import { sendOthers } from "./others.js";
import { makeSender } from "./sender.js";
import { accounts, current, forgetPhone, makeCurrent, openStore, wipe } from "./store.js";

const byId = (id) => document.getElementById(id);
const SCREENS = { "": listScreen, "ho-moi": newHomeScreen, buoi: groupScreen, "cho-gui": outboxScreen, toi: meScreen };
const OF_HOME = { "": homeScreen, "lan-huong-dan": visitScreen, "ghi-them": noteScreen, "them-nguoi": personScreen, sua: editScreen, "dong-y": consentScreen };
const NO_STORE = "Trình duyệt này không cho lưu trong máy, nên sổ tay chưa dùng được.";
const SIGN_IN = { name: "key", href: "/dang-nhap?ve=/so-tay/" };

const REGION = { role: "region", "aria-label": "Vừa ghi" };

const plain = (words, name, ...more) => ({ title: "Sổ tay", main: [empty(words, name, ...more)] });
const ordinary = () => btn("Mở danh sách hộ trên mạng", { href: "/ho/", kind: "line", name: "world" });

function screenFor(app) {
  const [, first = "", id = "", part = ""] = location.hash.split("/");
  if (first !== "ho") return (SCREENS[first] || listScreen)(app);
  const home = app.book.home(id);
  if (!home) return { ...plain("Hộ này không có trong máy.", "home", h("div.more", {}, btn("Hộ của tôi", { href: "#/", wide: true }), id && online(app, "Mở trên trang", { href: `/ho/${id}/`, name: "world" }))), back: ["#/", "danh sách hộ"] };
  return (home.declined && part !== "dong-y" ? homeScreen : OF_HOME[part] || homeScreen)(app, home);
}

function show(screen) {
  document.title = `${screen.title} – Sổ tay`;
  byId("ten").replaceChildren(h("h1", {}, screen.title), screen.sub ? h("span", {}, screen.sub) : "");
  byId("truoc").replaceChildren(screen.back ? h("a.icon-btn", { href: screen.back[0], "aria-label": `Quay lại ${screen.back[1]}` }, icon("arrow-left")) : "");
  byId("ten").classList.toggle("t-first", !screen.back);
  document.querySelectorAll(".bar [data-sun]").forEach((link) => { link.hidden = !screen.sun; });
  byId("noi-dung").replaceChildren(...screen.main.flat(2).filter(Boolean));
  byId("chan").replaceChildren(...[screen.dock].filter(Boolean));
}

// Draw again without taking the place from under a finger, a reader or somebody who types.
function redraw(app) {
  const focused = document.activeElement && document.activeElement.getAttribute("data-key");
  const screen = screenFor(app);
  if (!screen.dock) screen.dock = app.toast ? h("div.dock.dock-col", REGION, app.toastLine()) : null;
  else if (app.toast && !screen.dock.classList.contains("dock-col")) screen.dock = h("div.above", {}, h("div", REGION, app.toastLine()), screen.dock);
  show(screen);
  const again = focused && document.querySelector(`[data-key="${CSS.escape(focused)}"]`);
  if (again) again.focus({ preventScroll: true });
}

const typing = () => {
  const { activeElement: at } = document;
  return byId("noi-dung").contains(at) && (at.matches("textarea, select, [type=search], .form input") || at.closest(".form"));
};

function makeApp(book) {
  const app = { book, toast: null, leaving: "" };
  const places = new Map();
  let here = location.hash;
  let keepToast = false;
  let drawing = false;

  app.redraw = () => app.closed || redraw(app);
  app.banner = () => {
    byId("bao").replaceChildren(...banner(book, app.sender.state, app.banner));
    document.documentElement.style.setProperty("--bao", `${byId("bao").offsetHeight}px`);
  };
  app.changed = () => {
    if (drawing) return;
    drawing = true;
    requestAnimationFrame(() => {
      drawing = false;
      if (app.closed) return;
      app.banner();
      if (!typing() && !document.querySelector("#noi-dung form.form")) app.redraw();
    });
  };

  // Keep events, then say so: never the other way round. False if the phone would not keep them.
  app.keep = async (events, home, said, undo) => {
    const about = home ? { home: home.head } : {};
    try {
      await book.record(events.map((each) => ({ ...each, about: { ...about, ...each.about } })));
    } catch (error) {
      app.refused(error);
      return false;
    }
    await book.refresh().catch(() => {}); // what another page wrote meanwhile counts too
    app.toast = { words: said, undo };
    requestAnimationFrame(app.banner);
    app.sender.written();
    return true;
  };

  app.refused = (error) => {
    const full = error && (error.name === "QuotaExceededError" || error.name === "UnknownError");
    app.toast = { words: full ? "Máy hết chỗ. Việc này CHƯA được lưu. Xóa bớt ảnh, phim rồi bấm lại." : "Trình duyệt không cho lưu. Việc này CHƯA được lưu. Tải lại trang rồi bấm lại.", bad: true };
    const line = document.querySelector(".form") ? h("div.dock.dock-col", REGION, app.toastLine()) : null;
    if (line) byId("chan").replaceChildren(line);
    else app.redraw();
  };

  app.toastLine = () => {
    if (!app.toast) return null;
    const { words, undo, bad } = app.toast;
    const act = undo ? h("button", { type: "button", click: async () => { app.toast = null; await undo(); app.redraw(); } }, icon("arrow-back-up"), "Hoàn tác") : null;
    return h(`div.toast${bad ? ".toast-bad" : ""}`, { role: bad ? "alert" : "status" }, bad ? icon("alert-triangle") : null, h("span", {}, words), act);
  };

  app.go = (hash) => {
    keepToast = true;
    if (location.hash === hash) app.redraw();
    else location.hash = hash;
  };

  // The pages of the site that are opened from here lead back here (js/page/notebook.js).
  document.addEventListener("click", ({ target }) => {
    if (target.closest('a[href^="/"]')) sessionStorage.setItem("tu-so-tay", location.hash || "#/");
  });

  addEventListener("hashchange", () => {
    places.set(here, scrollY);
    here = location.hash;
    if (!keepToast) app.toast = null;
    keepToast = false;
    app.redraw();
    const back = here === "" || here === "#/" ? places.get(here) : 0;
    scrollTo(0, back || 0);
    byId("noi-dung").focus({ preventScroll: true });
  });
  return app;
}

const WORDS_LEFT = {
  waiting: (n) => `Còn ${n} việc chưa gửi. Chờ có mạng rồi thoát.`,
  rejected: (n) => `Còn ${n} việc cần xem lại. Mở Chờ gửi, gửi lại hoặc bỏ, rồi thoát.`,
};

// Signing out: only when nothing of this account is left behind; then the store goes first.
async function leave(app, store) {
  const stay = (words) => {
    app.leaving = words;
    app.redraw();
  };
  stay("Đang gửi nốt rồi thoát…");
  await app.sender.drain();
  const [waiting, rejected] = [app.book.waiting().length, app.book.rejected().length];
  if (waiting || rejected) return stay(waiting ? WORDS_LEFT.waiting(waiting) : WORDS_LEFT.rejected(rejected));
  let csrf;
  try {
    csrf = await app.sender.freshCsrf();
  } catch (error) {
    return stay("Chưa có mạng. Có mạng rồi thoát.");
  }
  const { device } = app.book.notes;
  app.sender.close();
  app.closed = true;
  store.close();
  await wipe(store.user);
  if (!csrf) return location.assign("/dang-nhap");
  const form = h("form", { method: "post", action: "/dang-xuat", hidden: true }, h("input", { type: "hidden", name: "csrf_token", value: csrf }), device ? h("input", { type: "hidden", name: "may", value: device }) : null);
  document.body.append(form);
  return form.submit();
}

async function wiped(app, store) {
  app.sender.close();
  store.close();
  await wipe(store.user);
  await forgetPhone().catch(() => {});
  sendOthers(null, true).catch(() => {}); // a lost phone is revoked for all its accounts
  byId("bao").replaceChildren();
  app.closed = true;
  history.replaceState(null, "", location.pathname);
  show(plain("Điện thoại này đã bị thu hồi. Sổ tay và việc còn lại trong máy đã được xóa. Hỏi Tổ trưởng Tổ CNSCĐ.", "lock", btn("Đăng nhập lại", SIGN_IN)));
}

// Which account: the one this browser was signed in with last, else the one that used the notebook last, else ask.
async function whose() {
  const cookie = (document.cookie.match(/(?:^|; )so-tay=([0-9a-f-]{36})/) || [])[1];
  const known = cookie || (await current());
  if (known) return known;
  const { status, body } = await pull();
  if (status === 200) return body.user;
  show(status === 401 ? plain("Đăng nhập một lần khi có mạng, sau đó không có mạng vẫn mở được.", "key", btn("Đăng nhập", SIGN_IN)) : plain(body.reason, "lock", ordinary()));
  return null;
}

// Lessons of the sheet come along into the phone, so that they open at the door.
function bringLessons(book) {
  const worker = navigator.serviceWorker;
  if (!worker || (navigator.connection && navigator.connection.saveData)) return;
  const lessons = (book.notes.sheet || []).map((slug) => book.items.get(slug)).filter((item) => item && item.kind === "lesson");
  worker.ready.then(async ({ active }) => {
    for (const { slug } of lessons) {
      await new Promise((settle) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = settle;
        setTimeout(settle, 15000);
        active.postMessage({ act: "keep", id: `bai-hoc/${slug}` }, [port2]);
      });
    }
  }).catch(() => {});
}

async function run(user) {
  const store = await openStore(user);
  await makeCurrent(user).catch(() => {}); // a full phone can still be read
  const book = await openBook(store);
  const app = makeApp(book);
  const first = !book.notes.pulledAt;
  app.sender = makeSender(book, {
    changed: () => (book.notes.pulledAt ? app.changed() : waitForList(app)),
    wiped: () => wiped(app, store),
    otherUser: async (other) => {
      app.sender.close();
      store.close();
      await makeCurrent(other);
      location.reload();
    },
  });
  store.hearOthers(() => app.closed || book.refresh().then(app.changed, () => {}));
  app.leave = () => leave(app, store).catch(app.refused);
  if (first) waitForList(app);
  else {
    app.banner();
    app.redraw();
  }
  await app.sender.drain("list");
  if (book.notes.pulledAt) await settleIn(book);
}

// Asked once: that the browser keeps this store when room gets short.
async function settleIn(book) {
  const storage = navigator.storage;
  if (!book.notes.askedToPersist && storage && storage.persist) {
    await storage.persist().catch(() => {});
    await book.note("askedToPersist", true);
  }
  bringLessons(book);
}

function waitForList(app) {
  const { phase, reason, ended } = app.sender.state;
  if (ended || phase === "ended") show(plain("Đăng nhập một lần khi có mạng, sau đó không có mạng vẫn mở được.", "key", btn("Đăng nhập", SIGN_IN)));
  else if (phase === "refused") show(plain(reason || "Tài khoản này không ghi phiếu của hộ.", "lock", ordinary()));
  else if (phase === "full") show(plain("Máy hết chỗ, chưa lưu được danh sách hộ. Xóa bớt ảnh, phim rồi thử lại.", "alert-triangle", btn("Thử lại", { click: () => app.sender.drain("list") }), ordinary()));
  else if (phase === "offline" || phase === "busy") show(plain("Chưa tải được danh sách hộ. Có mạng thì sổ tự tải.", "cloud-off", btn("Thử lại", { click: () => app.sender.drain("list") })));
  else show(plain("Đang tải danh sách hộ về máy…", "download"));
}

async function start() {
  let user;
  try {
    await accounts();
  } catch (error) {
    show(plain(NO_STORE, "alert-triangle", h("p", {}, "Mở bằng Chrome, không dùng chế độ ẩn danh, hoặc xóa bớt ảnh, phim cho trống máy."), ordinary()));
    return;
  }
  try {
    user = await whose();
  } catch (error) {
    show(plain("Máy này chưa có sổ tay. Có mạng rồi mở lại.", "cloud-off", btn("Thử lại", { click: () => location.reload() })));
    return;
  }
  if (user) await run(user);
}

start().catch((error) => show(plain(NO_STORE, "alert-triangle", h("p.quiet", {}, error.name), ordinary())));
