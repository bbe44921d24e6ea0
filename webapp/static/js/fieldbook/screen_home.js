// One household at the door: who learns today, what is left, what is done; one tap records a lesson.
import { btn, choice, h, icon, note, online, pips, section } from "./dom.js";
import { ofToday } from "./route.js";
import { called, showDay } from "./words.js";

const fresh = new Map();
const FLAGS = {
  "chua-tung-den": ["home", "Chưa từng đến"], "nguoi-lon-tuoi": ["user", "Có người lớn tuổi"],
  "chua-co-dien-thoai": ["device-mobile", "Chưa có điện thoại thông minh"], "can-giup-tai-nha": ["heart-handshake", "Cần giúp tại nhà"],
};

export const chosenOf = (app, home) => ((app.book.notes.chosen || {})[home.id] || []).filter((id) => home.persons.some((each) => each.id === id));

async function choose(app, home, id, on) {
  const ids = chosenOf(app, home).filter((each) => each !== id).concat(on ? [id] : []);
  await app.book.note("chosen", { ...app.book.notes.chosen, [home.id]: ids });
}

// The events of a tick: one for each person who learnt, one for the whole family where nobody is chosen.
export function ticksFor(app, household, slug, persons) {
  const item = app.book.items.get(slug);
  const data = { lesson_version: item && item.kind === "lesson" ? item.version : null };
  const about = { what: item ? item.title : slug };
  return (persons.length ? persons : [null]).map((person) => ({ op: "done", household, item: slug, person, data, about }));
}

async function tick(app, home, slug) {
  const title = app.book.items.get(slug).title;
  const events = ticksFor(app, home.id, slug, chosenOf(app, home));
  const kept = await app.keep(events, home, `Đã ghi: ${title}`, () => untick(app, app.book.home(home.id), slug));
  if (!kept) return;
  fresh.set(home.id, slug);
  if (navigator.vibrate) navigator.vibrate(20);
  app.redraw();
}

async function untick(app, home, slug) {
  const item = app.book.items.get(slug);
  const title = item ? item.title : slug;
  const live = home.done.get(slug) || [];
  const events = live.map(({ event, person }) => ({ op: "undo", household: home.id, item: slug, person, cancels: event, about: { what: `Bỏ: ${title}` } }));
  if (!events.length) return;
  const again = () => app.keep(live.map(({ person }) => ticksFor(app, home.id, slug, person ? [person] : [])[0]), home, `Đã ghi: ${title}`);
  if (await app.keep(events, home, `Đã bỏ: ${title}`, again)) fresh.delete(home.id);
  app.redraw();
}

export function homeScreen(app, home) {
  const sub = [home.hamlet, home.address].filter(Boolean).join(" · ");
  return {
    title: `Nhà ${[home.form, home.head].filter(Boolean).join(" ")}`,
    sub,
    back: ["#/", "danh sách hộ"],
    main: home.declined ? [lost(home), ...refusing(home)] : [
      asking(home),
      lost(home),
      goal(home),
      flags(home),
      home.met ? note("slow", "clock", "Hộ mới, chờ Tổ trưởng Tổ CNSCĐ xem lại.") : null,
      h("form", { id: "form-ghi", submit: (event) => event.preventDefault() }, who(app, home)),
      todo(app, home),
      done(app, home),
      heard(home),
      acts(app, home),
    ],
    dock: home.declined ? null : h("div.dock.dock-col", { role: "region", "aria-label": "Vừa ghi và lần hướng dẫn" }, app.toastLine(), onward(app, home)),
  };
}

const visit = (home, kind) => btn("Xong, ghi lần hướng dẫn", { href: `#/ho/${home.id}/lan-huong-dan`, name: "calendar-plus", kind, wide: kind === "line" });

// Where the finger goes next: the visit is written down once a day, then the next house of today.
function onward(app, home) {
  if (home.visited !== app.book.today()) return visit(home);
  const next = ofToday(app).find((each) => each.id !== home.id && !each.metToday && !each.declined);
  return next ? btn(`Nhà tiếp theo: ${next.head}`, { href: `#/ho/${next.id}`, name: "arrow-right" }) : btn("Về danh sách hộ", { href: "#/", name: "home" });
}

function goal(home) {
  const words = home.left ? `Còn ${home.left} việc nữa` : home.eligible ? "Nhà này đủ tiêu chí" : home.waits ? "Đủ việc, chờ gửi" : "Đủ các việc trong phiếu";
  return h("section.goal", { "aria-label": "Tiến độ của nhà này" }, h("p", {}, h("b.num", {}, `${home.total - home.left}/${home.total}`), h("span", {}, words)), pips(home.total - home.left, home.total));
}

// What to bring along, never why.
export function flags(home, ...before) {
  const known = home.flags.filter((flag) => FLAGS[flag]);
  const tags = [...before, ...known.map((flag) => h("span.tag.now", {}, icon(FLAGS[flag][0]), FLAGS[flag][1]))];
  return tags.length ? h("span.flags", { role: "group", "aria-label": "Cần để ý" }, tags) : null;
}

// A family that nobody has asked is asked first: what it is told and the question are in the phone.
const asking = (home) => (home.unasked || home.ask_again
  ? h("section.note.slow.ask", { "aria-label": "Ý kiến gia đình" }, h("div", {}, h("p", {}, h("b", {}, home.unasked ? "Chưa hỏi ý kiến gia đình." : "Cần hỏi lại ý kiến."), home.unasked ? "" : " Hai hộ gộp lại, một hộ chưa được hỏi.", " Hỏi trước khi ghi phiếu. Không có mạng vẫn hỏi được."), btn("Hỏi ý kiến gia đình", { href: `#/ho/${home.id}/dong-y`, name: "message", wide: true })))
  : null);

// What the family's refusal took along although it had agreed, as an answer that came later shows.
const lost = (home) => (home.lost ? note("slow", "info-circle", home.lost) : null);

// Nothing is recorded where the family does not want it; it is helped like everybody.
const refusing = (home) => [
  note("slow", "hand-stop", h("b", {}, "Gia đình không đồng ý cho ghi phiếu."), h("p", {}, "Vẫn giúp như mọi nhà, nhưng không đánh dấu, không ghi lại gì.")),
  home.ask_again ? note("slow", "message", h("b", {}, "Cần hỏi lại ý kiến."), h("p", {}, "Hai hộ gộp lại, một hộ chưa được hỏi.")) : null,
  h(
    "div.more",
    {},
    btn("Mở bài học để dạy", { href: "/bai-hoc/", name: "book-2", wide: true }),
    btn(home.ask_again ? "Hỏi lại ý kiến" : "Gia đình đổi ý kiến", { href: `#/ho/${home.id}/dong-y`, name: "message", kind: "line", wide: true }),
  ),
];

function who(app, home) {
  const chosen = chosenOf(app, home);
  const chips = home.persons.map((each) => choice("checkbox", "person", each.id, called(each), chosen.includes(each.id), (event) => choose(app, home, each.id, event.target.checked).catch(app.refused)));
  const add = h("a.chip", { href: `#/ho/${home.id}/them-nguoi` }, icon("plus"), "Thêm");
  return [section("Hôm nay ai học?", "không chọn là cả nhà"), h("div.who", { role: "group", "aria-label": "Hôm nay ai học?" }, chips, add)];
}

function line(app, home, slug, small, pressed) {
  const item = app.book.items.get(slug) || { title: slug, icon: "book-2" };
  const words = h("span", {}, h("b", {}, item.title), small);
  const left = item.kind === "lesson"
    ? h("a.go", { href: `/bai-hoc/${slug}/1?ho=${home.id}`, "data-key": `go-${slug}`, click: () => sessionStorage.setItem("so-tay", home.id) }, icon(item.icon), words)
    : h("span.go", {}, icon(item.icon), words);
  const act = pressed ? () => untick(app, app.book.home(home.id), slug) : () => tick(app, home, slug);
  const press = h("button.tick", {
    type: "button", "data-key": `tick-${slug}`, "aria-pressed": String(pressed), "aria-label": `Đã xong: ${item.title}`, click: (event) => once(event.currentTarget, act),
  }, h("i", { "aria-hidden": "true" }, icon("check")));
  return h(`li${fresh.get(home.id) === slug ? ".fresh" : ""}`, {}, left, press);
}

// Two quick taps are one: the second lands on a row that has moved.
function once(button, act) {
  if (button.disabled) return;
  button.disabled = true;
  act().finally(() => { button.disabled = false; });
}

function todo(app, home) {
  if (!home.todo.length) return null;
  const rows = home.todo.filter((slug) => app.book.items.has(slug)).map((slug) => {
    const item = app.book.items.get(slug);
    const hint = item.kind === "lesson" ? `Bấm để dạy, ${item.minutes} phút` : item.verify || "Làm được thì đánh dấu";
    return line(app, home, slug, h("small", {}, hint), false);
  });
  return [section("Cần làm", `${rows.length} việc`), h("ul.tasks", {}, rows)];
}

function done(app, home) {
  const rows = [...home.done].sort((a, b) => last(b[1]).localeCompare(last(a[1])));
  if (!rows.length) return null;
  return [section("Đã xong", `${rows.length} việc`), h("ul.tasks.done", {}, rows.map(([slug, ticks]) => line(app, home, slug, learnt(app, home, ticks), true)))];
}

// The newest first: what was written a moment ago stands on top.
const last = (ticks) => ticks.map((each) => `${each.on}${each.fresh ? 1 : 0}`).sort().pop();

function learnt(app, home, ticks) {
  if (ticks.some((each) => each.waiting)) return h("small.queued", {}, icon("cloud-off"), "Đã lưu trong máy, chờ gửi");
  const names = [...new Set(ticks.map((each) => nameOf(home, each.person)).filter(Boolean))];
  const on = ticks.map((each) => each.on).filter(Boolean).sort()[0];
  const words = [...names, on && (on === app.book.today() ? "hôm nay" : showDay(on, app.book.now()))].filter(Boolean).join(", ");
  return h("small", {}, words);
}

function nameOf(home, person) {
  if (!person) return "Cả nhà";
  const found = home.persons.find((each) => each.id === person);
  return found ? called(found) : "";
}

function heard(home) {
  if (!home.notes.length) return null;
  return [section("Vừa ghi thêm"), h("ul.tasks", {}, home.notes.map((text) => h("li", {}, h("span.go", {}, icon("message"), h("span", {}, text)))))];
}

function acts(app, home) {
  const planned = home.chosenToday || home.onRoute < Infinity;
  const plan = btn(planned ? "Thôi hẹn hôm nay" : "Hẹn đến hôm nay", { kind: "line", name: "calendar", wide: true, click: () => planToday(app, home, !planned) });
  return h(
    "div.more",
    {},
    home.visited === app.book.today() ? visit(home, "line") : null,
    btn("Ghi câu hỏi, khó khăn", { href: `#/ho/${home.id}/ghi-them`, name: "message", kind: "line", wide: true }),
    btn("Sửa tên, địa chỉ", { href: `#/ho/${home.id}/sua`, name: "pencil", kind: "line", wide: true }),
    plan,
    home.met ? null : online(app, "Gọi điện", { href: `/ho/${home.id}/`, name: "phone" }),
  );
}

async function planToday(app, home, wanted) {
  const { day, ids, off } = app.book.plan();
  const without = (all) => all.filter((id) => id !== home.id);
  const next = wanted ? { day, ids: [...without(ids), home.id], off: without(off) } : { day, ids: without(ids), off: [...without(off), home.id] };
  await app.book.note("plan", next).then(app.book.reload, app.refused);
  app.sender.drain("list");
  app.redraw();
}
