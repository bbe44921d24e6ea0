// "Chờ gửi": every thing written here that is not settled, its state in words, and the ways out.
import { btn, empty, h, icon, note, section } from "./dom.js";
import { tabs } from "./tabs.js";

const MOST = 100;
const STATES = {
  waiting: ["", "cloud-off", "Đã lưu trong máy"],
  sent: ["good", "circle-check", "Đã gửi"],
  review: ["slow", "clock", "Cần xem lại"],
  rejected: ["bad", "alert-triangle", "Cần xem lại"],
};
const asking = new Set();

export function outboxScreen(app) {
  const all = app.book.all().filter((each) => STATES[each.status]);
  const [rejected, review, waiting] = ["rejected", "review", "waiting"].map((status) => all.filter((each) => each.status === status));
  const sent = all.filter((each) => each.status === "sent").slice(-MOST).reverse();
  const part = (words, rows) => (rows.length ? [section(words, `${rows.length} việc`), h("ul.tasks.outbox", {}, rows.slice(0, MOST).map((each) => row(app, each)))] : null);
  const n = waiting.length;
  const began = n && app.book.since(waiting[0].at);
  return {
    title: "Chờ gửi",
    sub: n ? [`${n} việc`, began && `từ ${began}`].filter(Boolean).join(", ") : "Đã gửi đủ",
    main: [
      n ? btn(app.sender.state.phase === "sending" ? "Đang gửi…" : `Gửi ${n} việc ngay`, { name: "send", wide: true, click: () => app.sender.drain("list") }) : null,
      !all.length ? empty("Chưa ghi việc nào trên máy này.", "send") : null,
      part("Chưa gửi được", rejected),
      part("Chờ gửi", waiting),
      part("Tổ trưởng đang xem", review),
      part("Đã gửi", sent),
      all.length && !n && !rejected.length ? note("good", "circle-check", "Mọi việc đã đến nơi.") : null,
    ],
    dock: tabs(app, "outbox"),
  };
}

function row(app, record) {
  const [tone, name, words] = STATES[record.status];
  const { what = "", home = "" } = record.about || {};
  const at = app.book.since(record.at);
  return h(
    `li${tone ? `.is-${tone}` : ""}`,
    {},
    h("div.go", {}, h("span", {}, h("b", {}, what), h("small", {}, [home, at].filter(Boolean).join(" · ")), h(`small.state.${tone || "slow"}`, {}, icon(name), words), record.reason ? h("small", {}, record.reason) : null)),
    record.status === "rejected" ? ways(app, record) : null,
  );
}

function ways(app, record) {
  const change = (how) => app.book.change([record.id], () => how).then(app.redraw, app.refused);
  if (asking.has(record.id)) {
    return h(
      "div.ways",
      {},
      h("p", {}, "Bỏ hẳn việc này? Máy chủ chưa có việc này."),
      btn("Bỏ", { kind: "danger", click: () => asking.delete(record.id) && change({ status: "discarded" }) }),
      btn("Thôi", { kind: "line", click: () => { asking.delete(record.id); app.redraw(); } }),
    );
  }
  return h(
    "div.ways",
    {},
    btn("Gửi lại", { kind: "line", name: "refresh", click: () => change({ status: "waiting", reason: null }).then(() => app.sender.drain()) }),
    record.about.handed ? null : btn("Chuyển Tổ trưởng", { kind: "line", name: "user", click: () => hand(app, record) }),
    btn("Bỏ", { kind: "danger", click: () => { asking.add(record.id); app.redraw(); } }),
  );
}

// What the server refused goes to the leader in words; the thing itself is then no longer in the way. If the note is
// refused too, it stands here with its own ways out, and its words can be copied.
async function hand(app, record) {
  const { what = "", home = "" } = record.about;
  const text = `Chưa gửi được: ${what}${record.event.data.text ? ` (${record.event.data.text})` : ""}. Máy chủ trả lời: ${record.reason || "không rõ"}`;
  const about = { home, what: `Chuyển Tổ trưởng: ${what}`, handed: true };
  const kept = await app.keep([{ op: "note", household: record.event.household, data: { text: text.slice(0, 1900) }, about }], null, "Đã chuyển Tổ trưởng");
  if (kept) await app.book.change([record.id], () => ({ status: "discarded" })).catch(app.refused);
  app.redraw();
}
