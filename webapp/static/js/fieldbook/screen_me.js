// "Tôi": the week in one line for the group chat, what this phone keeps, the home screen, and signing out.
import { weekOf } from "./book.js";
import { btn, h, note, online, section } from "./dom.js";
import { tabs } from "./tabs.js";

let install = null;
let copied = false;
addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  install = event;
});

export function meScreen(app) {
  const { book } = app;
  const week = weekOf(book);
  const pulled = book.since(book.notes.pulledAt);
  const words = `Tuần này tôi đã giúp: ${week.helped} lượt, ${week.homes} hộ`;
  return {
    title: "Tôi",
    sub: book.notes.name,
    main: [
      h("section.card.week", { "aria-label": "Tuần này" }, h("p", {}, "Tuần này tôi đã giúp: ", h("b.num", {}, `${week.helped} lượt, ${week.homes} hộ`)), btn(copied ? "Đã chép. Dán vào nhóm Zalo." : "Chép để gửi nhóm Zalo", { kind: "line", name: copied ? "check" : "copy", wide: true, click: () => copy(app, words) })),
      section("Trong máy này"),
      h("ul.tasks.rows-plain", {}, fact("Hộ của tôi", [`${book.homes.size} hộ`, pulled && `tải ${pulled}`].filter(Boolean).join(", ")), fact("Chờ gửi", `${book.unsent()} việc`)),
      h(
        "div.more",
        {},
        btn("Tải danh sách mới", { kind: "line", name: "refresh", wide: true, click: () => app.sender.drain("list") }),
        btn("Tải bài học về máy", { kind: "line", name: "download", wide: true, href: "/tai-ve/" }),
        ...installing(app),
        online(app, "Đổi mật khẩu, mã PIN", { name: "key", href: "/tai-khoan/" }),
        btn("Thoát", { kind: "line", name: "logout", wide: true, click: () => app.leave() }),
      ),
      app.leaving ? note("bad", "alert-triangle", app.leaving) : null,
      h("p.quiet", {}, "Thoát chỉ thoát ở máy này, danh sách hộ trong máy được xóa. Dùng chung điện thoại thì thoát trước khi đưa cho người khác."),
    ],
    dock: tabs(app, "me"),
  };
}

const fact = (words, value) => h("li", {}, h("span.go", {}, h("span", {}, words), h("b", {}, value)));

function installing(app) {
  if (matchMedia("(display-mode: standalone)").matches || navigator.standalone) return [];
  if (install) {
    const ask = () => install.prompt();
    return [btn("Cài vào màn hình chính", { kind: "line", name: "device-mobile", wide: true, click: ask })];
  }
  const apple = /iPhone|iPad/.test(navigator.userAgent);
  return apple ? [note("", "device-mobile", "Cài vào màn hình chính: bấm nút Chia sẻ, chọn Thêm vào MH chính.")] : [];
}

async function copy(app, words) {
  try {
    await navigator.clipboard.writeText(words);
    copied = true;
  } catch (error) {
    const box = h("textarea.vh", { readonly: true }, words);
    document.body.append(box);
    box.select();
    copied = document.execCommand("copy");
    box.remove();
  }
  app.redraw();
}
