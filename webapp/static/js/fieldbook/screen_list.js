// "Hộ của tôi": planned for today first, then those in need as on the site; found without diacritics.
import { btn, empty, h, icon, online, pips } from "./dom.js";
import { byRoute, order } from "./route.js";
import { flags } from "./screen_home.js";
import { tabs } from "./tabs.js";
import { fold, showDay } from "./words.js";

const AT_ONCE = 30;
const LANES = [
  ["today", "Hôm nay", (home) => home.due],
  ["left", "Chưa đủ", (home) => !home.eligible],
  ["all", "Tất cả", () => true],
];
const look = { lane: null, words: "", shown: AT_ONCE };

export function listScreen(app) {
  const homes = app.book.list().sort(order);
  if (!look.lane) look.lane = homes.some((home) => home.due) ? "today" : "left";
  const found = h("div", { id: "danh-sach" });
  const draw = () => found.replaceChildren(...lane(app, homes));
  const search = h("input", {
    type: "search", id: "tim", value: look.words, placeholder: "Tên, địa chỉ, gõ không dấu cũng được", autocomplete: "off", enterkeyhint: "search",
    input: (event) => {
      look.words = event.target.value;
      look.shown = AT_ONCE;
      draw();
    },
  });
  draw();
  return {
    title: "Hộ của tôi",
    sub: summary(homes),
    sun: true,
    main: [
      h("form.seek", { role: "search", submit: (event) => { event.preventDefault(); search.blur(); } }, h("label.vh", { for: "tim" }, "Tìm hộ"), icon("search"), search),
      found,
    ],
    dock: tabs(app, "list"),
  };
}

const summary = (homes) => (homes.length ? `${homes.filter((home) => home.eligible).length}/${homes.length} hộ đủ tiêu chí` : "");

function lane(app, homes) {
  const words = fold(look.words).split(/\s+/).filter(Boolean);
  const pick = LANES.find(([key]) => key === look.lane)[2];
  const rows = homes.filter((home) => (words.length ? words.every((word) => home.folded.includes(word)) : pick(home)));
  const chips = h("div.chips", { role: "group", "aria-label": "Lọc danh sách" }, LANES.map(([key, name, fits]) => h(
    "button.chip",
    { type: "button", "data-key": `lane-${key}`, "aria-current": !words.length && key === look.lane ? "true" : null, click: () => choose(app, key) },
    [name, homes.filter(fits).length || ""].join(" ").trim(),
  )));
  return [chips, rows.length ? list(app, rows) : nothing(app, homes, words), more(homes)];
}

function choose(app, key) {
  look.lane = key;
  look.words = "";
  look.shown = AT_ONCE;
  app.redraw();
}

function nothing(app, homes, words) {
  if (words.length) return empty(`Không có hộ nào tên “${look.words.trim()}”.`, "search");
  if (!homes.length) return empty("Chưa có hộ nào. Nhờ Tổ trưởng phân công.", "home");
  if (look.lane === "today") return empty("Hôm nay chưa hẹn hộ nào. Mở một hộ, bấm Hẹn đến hôm nay; có mạng thì xếp đường đi được.", "calendar", h("p", {}, online(app, "Xếp đường đi hôm nay", { href: "/ho/hom-nay/", name: "map-pin" })));
  return empty("Mọi hộ đều đủ tiêu chí.", "circle-check");
}

// A few at a time: a phone draws thirty rows at once and the rest when the finger gets there.
function list(app, rows) {
  const ul = h("ul.tasks.homes");
  let shown = 0;
  const grow = (most) => {
    const next = rows.slice(shown, shown + most);
    ul.append(...next.map((home) => row(app, home)));
    shown += next.length;
    look.shown = Math.max(look.shown, shown);
    if (shown < rows.length) watch(ul.lastElementChild, () => grow(AT_ONCE));
  };
  grow(look.shown);
  return ul;
}

function watch(element, act) {
  if (!window.IntersectionObserver) {
    setTimeout(act, 50);
    return;
  }
  const eye = new IntersectionObserver((seen) => {
    if (!seen.some((each) => each.isIntersecting)) return;
    eye.disconnect();
    act();
  }, { rootMargin: "600px" });
  eye.observe(element);
}

// Where the house is; the hamlet only where there are several, so that the house number is never cut off.
function placeOf(app, home) {
  const several = (app.book.notes.hamlets || []).length > 1 || !home.address;
  return [several ? home.hamlet : "", home.address].filter(Boolean).join(" · ");
}

function row(app, home) {
  return h("li", {}, h(
    "a.go",
    { href: `#/ho/${home.id}`, "data-key": home.id },
    h(
      "span",
      {},
      h("span.first", {}, h("b", {}, home.head), standing(home)),
      h("small", {}, when(app, home), placeOf(app, home)),
      home.total && !home.declined ? pips(home.total - home.left, home.total, true) : null,
      signs(home),
    ),
  ));
}

// Few words under a name: whether the family was asked, and what to bring along.
function signs(home) {
  const ask = home.unasked ? "Chưa hỏi ý kiến" : home.ask_again ? "Cần hỏi lại ý kiến" : "";
  const said = [
    home.declined ? h("span.tag.slow", {}, icon("hand-stop"), "Không đồng ý ghi phiếu") : null,
    ask ? h("span.tag.slow", {}, icon("message"), ask) : null,
  ].filter(Boolean);
  return home.declined ? h("span.flags", {}, said) : flags(home, ...said);
}

function standing(home) {
  if (home.declined) return null;
  const waits = home.waits ? icon("cloud-off", "chờ gửi") : null;
  if (home.eligible && !home.left) return h("span.left.good", {}, waits || icon("check"), "Đủ tiêu chí");
  const words = home.left ? `Còn ${home.left} việc` : "Xong phiếu";
  return h("span.left", {}, waits, words);
}

// 1, 2, 3 along the route, whatever was taken off it since.
function placesOnRoute(app) {
  const stops = app.book.list().filter((home) => home.onRoute < Infinity).sort(byRoute);
  return new Map(stops.map((home, n) => [home.id, n + 1]));
}

function when(app, home) {
  if (home.due && home.metToday) return h("b.when.good", {}, "Hôm nay đã đến · ");
  if (home.onRoute < Infinity) return h("b.when", {}, `Hôm nay, nhà thứ ${placesOnRoute(app).get(home.id)} · `);
  if (home.due) return h("b.when", {}, "Hôm nay · ");
  const later = home.planned && home.planned > app.book.today();
  return later ? h("b.when", {}, `Hẹn ${showDay(home.planned, app.book.now())} · `) : null;
}

const more = (homes) => (homes.length ? h(
  "div.more",
  {},
  btn("Ghi buổi hướng dẫn chung", { href: "#/buoi", name: "users", kind: "line", wide: true }),
  btn("Thêm hộ mới", { href: "#/ho-moi", name: "plus", kind: "line", wide: true }),
) : h("div.more", {}, btn("Thêm hộ mới", { href: "#/ho-moi", name: "plus", kind: "line", wide: true })));
