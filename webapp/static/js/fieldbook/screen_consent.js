// The family is asked at its door, also without a network: what it is told, each purpose by itself, who answered.
import { btn, choice, h, icon, note } from "./dom.js";
import { capital } from "./words.js";

export function consentScreen(app, home) {
  const { notice } = app.book.notes;
  const frame = { title: "Hỏi ý kiến gia đình", sub: home.head, back: [`#/ho/${home.id}`, `nhà ${home.head}`] };
  if (!notice) {
    const words = "Máy chưa có lời đọc cho gia đình. Đưa phiếu giấy cho gia đình ký, hoặc có mạng rồi mở lại.";
    return { ...frame, main: [note("slow", "cloud-off", words)] };
  }
  const problem = h("p.error", { role: "alert", hidden: true });
  const say = (words) => {
    problem.textContent = words;
    problem.hidden = !words;
    if (words) problem.scrollIntoView({ block: "center" });
  };
  return { ...frame, main: [told(notice), h("form.form", { submit: (event) => save(app, home, notice, event, say) }, problem, stake(home), asked(home, notice), btn("Lưu ý kiến", { type: "submit", wide: true, name: "check" }))] };
}

const told = (notice) => h(
  "section.card.told",
  { "aria-labelledby": "thong-bao" },
  h("h2", { id: "thong-bao" }, "Đọc cho gia đình nghe"),
  h("ul.ticks", {}, notice.lines.map((line) => h("li", {}, icon("check"), h("span", {}, line)))),
);

const pick = (type, name, value, words) => h("label.pick", {}, h("input", { type, name, value }), h("span", {}, words));

// What a family that never agreed takes back with a refusal: said before, and after.
const goes = (home) => (home.unasked && home.ticks.length ? `${home.ticks.length} việc đã ghi trước đó cũng được xóa` : "");
const stake = (home) => (goes(home) ? note("slow", "alert-triangle", `Gia đình chưa từng đồng ý cho ghi phiếu. Nếu bây giờ không đồng ý, ${goes(home)}, không lấy lại được.`) : null);

// "None" and any of the others are never both ticked.
function oneOrNone({ target, currentTarget }) {
  if (!target.checked) return;
  currentTarget.querySelectorAll("input").forEach((box) => {
    if ((box.name === "none") !== (target.name === "none")) box.checked = false;
  });
}

// Nothing is ticked beforehand: what the family did not say, it did not agree to.
function asked(home, notice) {
  const names = [...new Set([home.head, ...home.persons.map((each) => each.name)])];
  return [
    h("fieldset.field", { change: oneOrNone }, h("legend", {}, "Gia đình đồng ý điều nào?"), notice.purposes.map(([key, words]) => pick("checkbox", "agreed", key, words)), pick("checkbox", "none", "1", "Không đồng ý điều nào")),
    h("fieldset.field", {}, h("legend", {}, "Ai trả lời?", h("span.quiet", {}, ", không bắt buộc")), h("div.who", {}, names.map((name) => choice("radio", "said_by", name, capital(name), false)))),
    h("fieldset.field", {}, h("legend", {}, "Trả lời cách nào?"), notice.ways.map(([key, words]) => pick("radio", "way", key, words))),
  ];
}

const missing = (agreed, none, way) => {
  if (!agreed.length && !none) return "Chọn điều gia đình đồng ý, hoặc chọn Không đồng ý điều nào.";
  if (agreed.length && none) return "Gia đình đồng ý hay không? Chỉ chọn một.";
  return way ? "" : "Chọn cách gia đình trả lời.";
};

async function save(app, home, notice, event, say) {
  event.preventDefault();
  const given = new FormData(event.target);
  const [agreed, way] = [given.getAll("agreed"), given.get("way")];
  const words = missing(agreed, given.get("none"), way);
  say(words);
  if (words) return;
  const yes = agreed.includes("checklist");
  const data = { agreed, way, said_by: given.get("said_by") || null, version: notice.version };
  const what = yes ? "Ý kiến gia đình: đồng ý ghi phiếu" : "Ý kiến gia đình: không đồng ý ghi phiếu";
  const told = ["Đã lưu ý kiến gia đình", yes ? "" : goes(home)].filter(Boolean).join(". ");
  if (await app.keep([{ op: "consent", household: home.id, data, about: { what } }], home, told)) app.go(`#/ho/${home.id}`);
}
