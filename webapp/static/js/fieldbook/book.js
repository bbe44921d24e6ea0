// The notebook in memory: what the server said last, and over it whatever this phone has written since.
// Applying an event twice changes nothing, so it does not matter whether the server already counts it.
import { fold, isoDay, since, uuid } from "./words.js";

const COUNTS = new Set(["waiting", "sent", "review"]);
const FIRST_YEAR = 2025; // a clock before this notebook was made is wrong

// Whether the server's list does not hold it yet.
const isAhead = ({ status, settled }) => COUNTS.has(status) && (!settled || status === "waiting");

export async function openBook(store) {
  const book = { store, user: store.user, homes: new Map(), events: new Map(), notes: {} };
  const views = new Map();
  let written = new Map();
  let viewedOn = "";

  // Events by their household, in the order they were made.
  const take = (record) => {
    book.events.set(record.id, record);
    const { household } = record.event;
    if (!written.has(household)) written.set(household, new Map());
    written.get(household).set(record.id, record);
    views.delete(household);
  };

  book.reload = async () => {
    const { households, events, notes } = await store.load();
    [written, book.events] = [new Map(), new Map()];
    events.sort((a, b) => a.event.seq - b.event.seq).forEach(take);
    book.homes = new Map(households.sort((a, b) => a.place - b.place).map((each) => [each.id, each]));
    book.notes = notes;
    book.items = new Map((notes.items || []).map((item) => [item.slug, item]));
    views.clear();
  };
  book.refresh = async () => (await store.isKnown()) || book.reload();
  await book.reload();

  // By the server's clock, and never before its last answer: a battery that was out sets a phone back to 1970.
  book.now = () => new Date(Math.max(Date.now() + (book.notes.offset || 0), book.notes.heard || 0));
  book.today = () => isoDay(book.now());
  // A moment of this phone's clock by the server's; what was written lies never ahead.
  const moment = (at) => new Date(Math.min(at + (book.notes.offset || 0), book.now()));
  const isKnown = (at) => moment(at).getFullYear() >= FIRST_YEAR;
  book.dayOf = ({ occurred_at: at }) => isoDay(isKnown(Date.parse(at)) ? moment(Date.parse(at)) : book.now());
  // When something was, in words; none while the clock can't be right and the server's is not known.
  book.since = (at) => (isKnown(at) ? since(moment(at), book.now()) : "");
  // Whether the list was fetched today: yesterday's route is nobody's plan.
  book.isOfToday = () => isoDay(new Date((book.notes.pulledAt || 0) + (book.notes.offset || 0))) === book.today();
  // What this phone changed about today's route: put on it, taken off it.
  book.plan = () => {
    const { plan } = book.notes;
    return plan && plan.day === book.today() ? { off: [], ...plan } : { day: book.today(), ids: [], off: [] };
  };
  book.planToSend = () => {
    const { ids, off } = book.plan();
    const routed = (id) => book.homes.has(id) && typeof book.homes.get(id).route === "number";
    const [on, gone] = [ids.filter((id) => book.homes.has(id) && !book.homes.get(id).met && !routed(id)), off.filter(routed)];
    return on.length || gone.length ? { on, off: gone } : null;
  };
  book.all = () => [...book.events.values()];
  book.waiting = () => book.all().filter((each) => each.status === "waiting");
  book.rejected = () => book.all().filter((each) => each.status === "rejected");
  book.unsent = () => book.waiting().length + book.rejected().length;

  const counting = (id) => [...(written.get(id) || new Map()).values()].filter(isAhead);

  // Households met at the door, until the server knows them too. What is due depends on the day.
  const meet = () => {
    if (viewedOn !== book.today()) views.clear();
    viewedOn = book.today();
    for (const id of written.keys()) {
      if (book.homes.has(id)) continue;
      const born = counting(id).find(({ event }) => event.op === "household");
      if (born) book.homes.set(id, metHome(born, book.notes.hamlets || []));
    }
  };

  const seen = (home) => {
    if (!views.has(home.id)) views.set(home.id, view(book, home, counting(home.id)));
    return views.get(home.id);
  };

  // A household's view is made when somebody looks, and again once something about it was written.
  book.home = (id) => {
    if (!book.homes.has(id) || viewedOn !== book.today()) meet();
    const home = book.homes.get(id);
    return home && seen(home);
  };
  book.list = () => {
    meet();
    return [...book.homes.values()].map((home) => seen(home));
  };

  // Write events down. Nothing is shown as kept before this has resolved.
  book.record = async (events, about = {}) => {
    const moment = new Date().toISOString();
    const drafts = events.map((each) => ({
      about: { ...about, ...each.about },
      event: {
        id: uuid(), seq: 0, op: each.op, household: each.household, item: each.item || null, person: each.person || null,
        cancels: each.cancels || null, occurred_at: moment, data: each.data || {},
      },
    }));
    const records = await store.record(drafts);
    records.forEach(take);
    return records;
  };

  book.change = async (ids, how) => {
    (await store.change(ids, how)).forEach(take);
  };

  book.note = async (key, value) => {
    book.notes[key] = value;
    await store.note(key, value);
  };

  // `answer` without households: the list is what it was.
  book.replace = async (answer, counted) => {
    const { households } = answer;
    const kept = households ? { items: answer.items, sheet: answer.sheet, name: answer.name, hamlets: answer.hamlets, notice: answer.notice, week: answer.week, stamp: answer.stamp } : {};
    const homes = households && households.map((each, place) => ({ ...each, place }));
    await store.replace(homes, { ...kept, pulledAt: Date.now(), heard: Date.now() + (book.notes.offset || 0) }, counted);
    await book.reload();
  };
  return book;
}

function metHome({ event }, hamlets) {
  const { head, address, hamlet } = event.data;
  const known = hamlets.find((each) => each.id === hamlet) || hamlets[0];
  return {
    id: event.household, head, address, hamlet: known ? known.label : "", persons: [], forms: {}, live: [], rev: {},
    eligible: false, planned: null, visited: null, consent: "unasked", place: 1e6, met: true,
  };
}

// One household as it stands with everything written here: the same rules as the server's, for one phone.
function view(book, home, records) {
  const sheet = book.notes.sheet || [];
  const undone = new Set(records.filter(({ event }) => event.op === "undo").map(({ event }) => event.cancels));
  const live = new Map(home.live.map((tick) => [tick.event, { ...tick, waiting: false }]));
  const found = {
    ...home, persons: home.persons.map((each) => ({ ...each, form: (home.forms || {})[each.id] })), notes: [], rev: { ...home.rev }, records,
  };
  for (const each of records) follow(found, live, each, book.dayOf(each.event));
  found.ticks = [...live.values()].filter((tick) => !undone.has(tick.event));
  found.done = new Map();
  for (const tick of found.ticks) found.done.set(tick.item, [...(found.done.get(tick.item) || []), tick]);
  found.flags = (home.flags || []).filter((flag) => flag !== "chua-tung-den" || !(found.visited || found.ticks.length));
  found.todo = sheet.filter((slug) => !found.done.has(slug));
  found.total = sheet.length;
  found.left = found.todo.length;
  found.waits = records.some((each) => each.status === "waiting");
  const { ids, off } = book.plan();
  found.chosenToday = ids.includes(home.id);
  found.declined = found.consent === "declined";
  found.unasked = found.consent === "unasked";
  found.onRoute = book.isOfToday() && typeof home.route === "number" && !off.includes(home.id) ? home.route : Infinity;
  // Whether somebody was there is not kept of a family that refuses: here as on the site.
  found.metToday = !found.declined && (found.visited === book.today() || found.ticks.some((tick) => tick.on === book.today()));
  found.due = found.chosenToday || found.onRoute < Infinity || Boolean(found.planned && found.planned <= book.today() && found.visited !== book.today());
  found.folded = fold([found.head, found.address, found.hamlet, ...found.persons.map((each) => each.name)].join(" "));
  return found;
}

const FOLLOW = {
  done(home, live, { id, event, status }, on) {
    live.set(id, { event: id, item: event.item, person: event.person, on, waiting: status === "waiting", fresh: true });
  },
  visit(home, live, { event }, on) {
    home.planned = event.data.next;
    home.visited = on;
  },
  person(home, live, { event }) {
    const { id, name } = event.data;
    if (!home.persons.some((each) => each.id === id)) home.persons.push({ id, name });
  },
  edit(home, live, { id, event, status }) {
    if (status === "review") return;
    const { field, value } = event.data;
    home.rev[event.person ? `${field}@${event.person}` : field] = id;
    if (!event.person) home[field === "address_form" ? "form" : field] = value;
    for (const each of home.persons) {
      if (each.id === event.person) each[field === "address_form" ? "form" : field] = value;
    }
  },
  consent(home, live, { event }) {
    home.consent = event.data.agreed.includes("checklist") ? "given" : "declined";
    home.ask_again = false;
  },
  note(home, live, { event }) {
    home.notes.push(event.data.text);
  },
};

function follow(home, live, record, on) {
  const act = FOLLOW[record.event.op];
  if (act) act(home, live, record, on);
}

const isTaught = ({ op, data }) => op === "done" || (op === "visit" && data.result === "met");

// Monday to today: what the server counts of this account's help, and what only this phone knows yet. One person (or,
// where nobody is named, one family) helped on one day counts once, as the server says.
export function weekOf(book) {
  const now = book.now();
  const monday = isoDay(new Date(now.getFullYear(), now.getMonth(), now.getDate() - ((now.getDay() + 6) % 7)));
  const { week } = book.notes;
  const { present, taught } = week && week.since === monday ? week : { present: 0, taught: [] };
  const known = new Set(taught.map(([id]) => id));
  const counting = book.all().filter((each) => COUNTS.has(each.status));
  const undone = new Set(counting.filter(({ event }) => event.op === "undo").map(({ event }) => event.cancels));
  const fresh = counting.filter((each) => isAhead(each) && !known.has(each.id) && isTaught(each.event));
  const rows = [...taught, ...fresh.map(({ id, event }) => [id, event.household, book.dayOf(event), event.person])];
  const occasions = new Map();
  for (const [id, home, day, person] of rows) {
    if (undone.has(id) || day < monday) continue;
    const key = `${home} ${day}`;
    occasions.set(key, (occasions.get(key) || new Set()).add(person));
  }
  const helped = [...occasions.values()].map((people) => [...people].filter(Boolean).length || 1);
  const homes = new Set([...occasions.keys()].map((key) => key.split(" ")[0]));
  return { helped: helped.reduce((sum, each) => sum + each, present), homes: homes.size };
}
