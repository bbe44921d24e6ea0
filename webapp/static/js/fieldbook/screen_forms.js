// What is written about a household beside ticks: a visit, a question, a person, a correction; and a new household.
import { btn, choice, h, note, section } from "./dom.js";
import { chosenOf } from "./screen_home.js";
import { called, dayAfter, dayName, isoDay, uuid } from "./words.js";

const RESULTS = [["met", "Đã dạy"], ["later", "Hẹn lại"], ["absent", "Đi vắng"]];
const DAYS = 7;

const field = (id, words, input, hint) => h("div.field", {}, h("label", { for: id }, words, hint ? h("span.quiet", {}, hint) : null), input);
const text = (id, value, more = {}) => h("input", { id, name: id, value: value || "", autocomplete: "off", maxlength: 200, ...more });
const area = (id) => h("textarea", { id, name: id, rows: 3, maxlength: 1900 });

// A form whose button keeps what was typed, and says at the top what is missing.
function form(app, home, words, children, read) {
  const problem = h("p.error", { role: "alert", hidden: true });
  const save = async (event) => {
    event.preventDefault();
    const button = event.target.querySelector("[type=submit]");
    const made = read(new FormData(event.target));
    problem.hidden = !made.problem;
    problem.textContent = made.problem || "";
    if (made.problem || button.disabled) return;
    button.disabled = true;
    const kept = await app.keep(made.events, made.home || home, made.said);
    button.disabled = false;
    if (kept) app.go(`#/ho/${(made.home || home).id}`);
  };
  return h("form.form", { submit: save, novalidate: true }, problem, children, btn(words, { type: "submit", wide: true }));
}

const screen = (home, title, ...main) => ({ title, sub: home.head, back: [`#/ho/${home.id}`, `nhà ${home.head}`], main });

export function visitScreen(app, home) {
  const chosen = chosenOf(app, home);
  const taughtToday = home.ticks.filter((tick) => tick.on === app.book.today());
  const days = h("div.who", {}, choice("radio", "next", "", "Chưa hẹn", true), Array.from({ length: DAYS }, (_, n) => {
    const day = dayAfter(app.book.now(), n + 1);
    return choice("radio", "next", isoDay(day), dayName(day, app.book.now()), false);
  }));
  const results = h("div.who.three", { role: "radiogroup", "aria-label": "Kết quả" }, RESULTS.map(([key, words]) => choice("radio", "result", key, words, key === "met")));
  const body = [
    taughtToday.length ? note("good", "check", `Hôm nay đã ghi: ${[...new Set(taughtToday.map((tick) => (app.book.items.get(tick.item) || { title: tick.item }).title))].join(", ")}`) : null,
    home.persons.length ? h("fieldset.field", {}, h("legend", {}, "Gặp ai?"), h("div.who", {}, home.persons.map((each) => choice("checkbox", "met", each.id, called(each), chosen.includes(each.id))))) : null,
    h("fieldset.field", {}, h("legend", {}, "Kết quả?"), results),
    h("fieldset.field", {}, h("legend", {}, "Hẹn đến lại hôm nào?"), days),
    field("note", "Ghi thêm", area("note"), ", không bắt buộc"),
  ];
  return screen(home, "Ghi lần hướng dẫn", form(app, home, "Lưu lần hướng dẫn", body, (given) => readVisit(home, taughtToday, given)));
}

function readVisit(home, taught, given) {
  const [result, next] = [given.get("result"), given.get("next") || null];
  const words = RESULTS.find(([key]) => key === result)[1];
  const events = [{ op: "visit", household: home.id, data: { result, next }, about: { what: `Lần hướng dẫn: ${words}` } }];
  const learners = new Set(taught.map((tick) => tick.person));
  const met = result === "absent" ? [] : given.getAll("met");
  const unsaid = met.some((id) => !learners.has(id));
  const names = unsaid ? `Gặp ${home.persons.filter((each) => met.includes(each.id)).map(called).join(", ")}.` : "";
  const said = [names, (given.get("note") || "").trim()].filter(Boolean).join(" ");
  if (said) events.push({ op: "note", household: home.id, data: { text: said.normalize("NFC") }, about: { what: "Ghi thêm" } });
  return { events, said: "Đã lưu lần hướng dẫn" };
}

export function noteScreen(app, home) {
  const kinds = h("div.who", {}, ["Câu hỏi", "Khó khăn"].map((words, n) => choice("radio", "kind", words, words, n === 0)));
  const body = [h("fieldset.field", {}, h("legend", {}, "Gia đình có"), kinds), field("text", "Gia đình nói gì?", area("text"))];
  return screen(home, "Câu hỏi, khó khăn", form(app, home, "Lưu", body, (given) => {
    const said = (given.get("text") || "").trim().normalize("NFC");
    if (!said) return { problem: "Chưa ghi gia đình nói gì." };
    const kind = given.get("kind");
    return { events: [{ op: "note", household: home.id, data: { text: `${kind}: ${said}` }, about: { what: kind } }], said: `Đã lưu ${kind.toLowerCase()}` };
  }));
}

const year = (given, thisYear) => {
  const typed = (given.get("born") || "").trim();
  if (!typed) return { value: null };
  const value = Number(typed);
  return Number.isInteger(value) && value >= 1900 && value <= thisYear ? { value } : { problem: "Năm sinh gồm 4 chữ số, ví dụ 1960." };
};

export function personScreen(app, home) {
  const body = [
    field("name", "Họ tên", text("name")),
    field("born", "Năm sinh", text("born", "", { inputmode: "numeric", maxlength: 4 }), ", không bắt buộc"),
  ];
  return screen(home, "Thêm người", form(app, home, "Lưu", body, (given) => {
    const name = (given.get("name") || "").trim().normalize("NFC");
    const born = year(given, app.book.now().getFullYear());
    if (!name) return { problem: "Chưa điền họ tên." };
    if (born.problem) return born;
    return { events: [{ op: "person", household: home.id, data: { id: uuid(), name, birth_year: born.value }, about: { what: `Thêm người: ${name}` } }], said: `Đã thêm ${name}` };
  }));
}

// Whose name stood as the head's: correcting one usually means the other too.
const sameAsHead = (home) => home.persons.find((each) => each.name === home.head);

// An edit says which edit it has seen, so that two people's corrections of one thing are noticed.
function corrections(home, given) {
  const rows = [["head", null, home.head, "tên chủ hộ"], ["address", null, home.address, "địa chỉ"], ...home.persons.map((each) => ["name", each.id, each.name, "tên"])];
  const typed = (name) => (given.get(name) || "").trim().normalize("NFC");
  const along = given.get("along");
  return rows.flatMap(([name, person, before, what]) => {
    const own = typed(person ? `name-${person}` : name);
    const value = person && person === along && own === before ? typed("head") : own;
    if (value === (before || "")) return [];
    const after = home.rev[person ? `${name}@${person}` : name] || null;
    return [{ op: "edit", household: home.id, person, data: { field: name, value: value || null, after }, about: { what: `Sửa ${what}: ${value || "để trống"}` } }];
  });
}

export function editScreen(app, home) {
  const self = sameAsHead(home);
  const body = [
    field("head", "Tên chủ hộ", text("head", home.head)),
    self ? h("label.pick", {}, h("input", { type: "checkbox", name: "along", value: self.id, checked: true }), h("span", {}, "Sửa cả tên người này trong nhà")) : null,
    field("address", "Địa chỉ", text("address", home.address), ", không bắt buộc"),
    home.persons.length ? section("Người trong nhà") : null,
    home.persons.map((each, n) => field(`name-${each.id}`, `Họ tên người thứ ${n + 1}`, text(`name-${each.id}`, each.name))),
  ];
  return screen(home, "Sửa tên, địa chỉ", form(app, home, "Lưu", body, (given) => {
    const events = corrections(home, given);
    if (events.some(({ data }) => data.field !== "address" && !data.value)) return { problem: "Tên không để trống được." };
    return events.length ? { events, said: "Đã lưu chỗ sửa" } : { problem: "Chưa sửa gì." };
  }));
}

export function newHomeScreen(app) {
  const hamlets = app.book.notes.hamlets || [];
  const body = [
    field("head", "Tên chủ hộ", text("head")),
    field("address", "Địa chỉ", text("address"), ", không bắt buộc"),
    hamlets.length > 1 ? field("hamlet", "Thôn, tổ dân phố", h("select", { id: "hamlet", name: "hamlet" }, hamlets.map((each) => h("option", { value: each.id }, each.label)))) : null,
  ];
  const empty = { id: "", head: "Hộ chưa có trong danh sách" };
  return {
    ...screen(empty, "Thêm hộ mới", note("", "info-circle", "Tổ trưởng Tổ CNSCĐ sẽ xem lại hộ mới. Ghi việc cho hộ này được ngay."), form(app, null, "Thêm hộ", body, (given) => {
      const head = (given.get("head") || "").trim().normalize("NFC");
      if (!head) return { problem: "Chưa điền tên chủ hộ." };
      const id = uuid();
      const data = { id, head, address: (given.get("address") || "").trim().normalize("NFC") || null, hamlet: given.get("hamlet") || (hamlets[0] || { id: null }).id };
      return { home: { id, head }, events: [{ op: "household", household: id, data, about: { what: "Hộ mới" } }], said: `Đã thêm hộ ${head}` };
    })),
    back: ["#/", "danh sách hộ"],
  };
}
