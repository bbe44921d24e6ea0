// Making elements: h("p.quiet", {id: "x"}, "words", other). Text is only ever text; an attribute that is a function
// listens, one that is true stands alone, one that is false or null is left out.
const SVG = "http://www.w3.org/2000/svg";

export function h(name, attributes = {}, ...children) {
  const [tag, ...classes] = name.split(".");
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key, value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function icon(name, label) {
  const known = document.getElementById(`i-${name}`) ? name : "book-2";
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "i");
  if (label) {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
  } else svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${known}`);
  svg.append(use);
  return svg;
}

export const btn = (words, { kind = "main", name, wide, ...rest } = {}) => h(
  `${rest.href ? "a" : "button"}.btn.btn-${kind}${wide ? ".btn-wide" : ""}`,
  rest.href ? rest : { type: "button", ...rest },
  name ? icon(name) : null,
  words,
);

// A link to a page that only the network has: without one that is said, and nothing is left behind for an empty page.
export const online = (app, words, more) => btn(`${words} (cần mạng)`, {
  kind: "line", wide: true, ...more,
  click: (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    app.toast = { words: `Đang mất mạng. Có mạng rồi bấm “${words}”.` };
    app.redraw();
  },
});

export const note = (tone, name, ...children) => h(`div.note${tone ? `.${tone}` : ""}`, {}, icon(name), h("div", {}, ...children));

export const pips = (done, total, small) => h(
  `span.pips${small ? ".pips-sm" : ""}`,
  { "aria-hidden": "true" },
  Array.from({ length: total }, (_, n) => h(n >= done ? "i.no" : "i")),
);

export const empty = (words, name, ...more) => h("div.empty", {}, icon(name), h("p", {}, words), ...more);
export const section = (words, count) => h("h2.sec", {}, words, count ? h("span", {}, count) : null);

// One of several: chips that look like everywhere, real boxes underneath.
export function choice(kind, name, value, words, checked, act) {
  const id = `${name}-${value}`;
  const box = h("input", { type: kind, id, name, value, checked, change: act });
  return h("span", {}, box, h("label", { for: id }, icon("check"), words));
}
