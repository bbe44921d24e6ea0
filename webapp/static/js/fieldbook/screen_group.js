// A group session: some lessons, several households and people of mine, all written in one go.
import { btn, choice, h, note, section } from "./dom.js";
import { ticksFor } from "./screen_home.js";
import { called, fold } from "./words.js";

// Chosen households: null is the whole family, else the ids of those who came.
const picked = { items: new Set(), homes: new Map(), visits: false, words: "" };

function clear() {
  picked.items.clear();
  picked.homes.clear();
  Object.assign(picked, { visits: false, words: "" });
}

export function groupScreen(app) {
  const homes = app.book.list().filter((home) => !home.declined).sort((a, b) => a.place - b.place);
  const problem = h("p.error", { role: "alert", hidden: true });
  const count = h("p.quiet", { role: "status" });
  const list = h("ul.tasks.attend-list");
  const tell = () => { count.textContent = counted(); };
  const draw = () => list.replaceChildren(...shown(homes).map((home) => row(home, tell)));
  const items = (app.book.notes.sheet || []).map((slug) => app.book.items.get(slug)).filter(Boolean);
  draw();
  tell();
  const save = async (event) => {
    event.preventDefault();
    const why = !picked.items.size ? "Chọn ít nhất một việc đã dạy." : !picked.homes.size ? "Chọn ít nhất một hộ có mặt." : "";
    problem.textContent = why;
    problem.hidden = !why;
    if (why) return problem.scrollIntoView({ block: "center" });
    const events = written(app, homes);
    const said = `Đã ghi buổi hướng dẫn: ${picked.homes.size} hộ`;
    if (!(await app.keep(events, null, said))) return undefined;
    clear();
    return app.go("#/");
  };
  return {
    title: "Buổi hướng dẫn chung",
    sub: "Ghi cho nhiều hộ một lần",
    back: ["#/", "danh sách hộ"],
    main: [h(
      "form.form",
      { submit: save },
      problem,
      h("fieldset.field", {}, h("legend", {}, "Đã dạy gì?"), h("div.who", {}, items.map((item) => choice("checkbox", "item", item.slug, item.title, picked.items.has(item.slug), (event) => {
        if (event.target.checked) picked.items.add(item.slug);
        else picked.items.delete(item.slug);
      })))),
      h("div", {}, section("Ai có mặt?"), finder(draw), list),
      h("label.pick", {}, h("input", { type: "checkbox", checked: picked.visits, change: (event) => { picked.visits = event.target.checked; } }), h("span", {}, "Ghi cả lần hướng dẫn cho từng hộ")),
      count,
      btn("Lưu buổi hướng dẫn", { type: "submit", wide: true, name: "check" }),
    )],
  };
}

const finder = (draw) => h("div.seek", {}, h("label.vh", { for: "tim-ho" }, "Tìm hộ"), h("input", {
  type: "search", id: "tim-ho", placeholder: "Tìm tên, gõ không dấu cũng được", autocomplete: "off", value: picked.words,
  keydown: (event) => event.key === "Enter" && event.preventDefault(),
  input: (event) => {
    picked.words = event.target.value;
    draw();
  },
}));

const MOST = 60;
function shown(homes) {
  const words = fold(picked.words).split(/\s+/).filter(Boolean);
  const found = homes.filter((home) => words.every((word) => home.folded.includes(word)));
  const chosen = homes.filter((home) => picked.homes.has(home.id));
  return [...new Set([...(words.length ? [] : chosen), ...found])].slice(0, MOST);
}

function row(home, tell) {
  const people = h("div.who", { hidden: !picked.homes.has(home.id) });
  const box = h("input", {
    type: "checkbox", checked: picked.homes.has(home.id),
    change: (event) => {
      if (event.target.checked) picked.homes.set(home.id, new Set());
      else picked.homes.delete(home.id);
      people.hidden = !event.target.checked;
      tell();
    },
  });
  people.append(...home.persons.map((each) => choice("checkbox", `mat-${home.id}`, each.id, called(each), (picked.homes.get(home.id) || new Set()).has(each.id), (event) => {
    const ids = picked.homes.get(home.id);
    if (event.target.checked) ids.add(each.id);
    else ids.delete(each.id);
    tell();
  })));
  return h("li.attend", {}, h("label.pick", {}, box, h("span", {}, h("b", {}, home.head), h("small", {}, [home.hamlet, home.address].filter(Boolean).join(" · ")))), people);
}

function counted() {
  const people = [...picked.homes.values()].reduce((sum, ids) => sum + ids.size, 0);
  if (!picked.homes.size) return "Chưa chọn hộ nào.";
  return `${picked.homes.size} hộ${people ? `, ${people} người` : ""}. Hộ không chọn người là cả nhà.`;
}

function written(app, homes) {
  return homes.filter((home) => picked.homes.has(home.id)).flatMap((home) => {
    const about = { home: home.head };
    const ticks = [...picked.items].flatMap((slug) => ticksFor(app, home.id, slug, [...picked.homes.get(home.id)]));
    const visit = { op: "visit", household: home.id, data: { result: "met", next: null }, about: { what: "Lần hướng dẫn: Đã dạy" } };
    return [...ticks, ...(picked.visits ? [visit] : [])].map((each) => ({ ...each, about: { ...each.about, ...about } }));
  });
}
