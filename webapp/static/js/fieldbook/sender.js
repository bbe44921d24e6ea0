// The one drainer: sends what waits, in the order it was written, in batches; learns what became of each event; and
// fetches what others wrote. It never throws: what it could not do stands in `state`, and it tries again by itself,
// with growing pauses.
import { BATCH, agreementsFirst, pathOf, together, verdicts } from "./batches.js";
import { alone } from "./lock.js";
import { enrol, plan as sendPlan, pull, send } from "./net.js";
import { others, sendOthers } from "./others.js";
import { phoneId } from "./store.js";
import { uuid } from "./words.js";

const PAUSES = [5, 15, 45, 120, 300];
const REGULARLY = 5 * 60000;
const GREETING = 30 * 60000;
const FRESH = 10 * 60000;
const AFTER_A_TICK = 30000;
const AFTER_THE_PAINT = 150;

// Something that stops this round; `phase` is what to tell.
class Stop extends Error {
  constructor(phase, { reason = "", wait = 0 } = {}) {
    super(phase);
    Object.assign(this, { phase, reason, wait });
  }
}

export function makeSender(book, { changed, wiped, otherUser }) {
  const state = { phase: "idle", reason: "", sent: 0, ended: false, others: [] };
  let csrf = null;
  let failures = 0;
  let timer = null;
  let again = false;
  let running = null;
  let closed = false;

  const tell = (phase, words = {}) => {
    Object.assign(state, { phase, reason: "" }, words);
    changed();
  };

  async function device() {
    if (!book.notes.device) await book.note("device", await phoneId(uuid()));
    return book.notes.device;
  }

  async function checked(asked) {
    let answer;
    try {
      answer = await asked;
    } catch (error) {
      throw new Stop("offline");
    }
    if (answer.body.wipe) throw new Stop("wiped");
    if (answer.off !== null && Math.abs(answer.off - (book.notes.offset || 0)) > 60000) await book.note("offset", answer.off);
    if (answer.status === 429 || answer.status >= 500) throw new Stop("busy", { wait: answer.wait });
    return answer;
  }

  // What the server knows. Also says who is signed in here: someone else's store is never filled with it.
  async function fetchList() {
    const counted = new Set(book.all().filter((each) => each.status === "sent" || each.status === "review").map((each) => each.id));
    const { status, body } = await checked(pull(book.notes.stamp));
    if (status === 401) {
      csrf = null;
      state.ended = true;
      return false;
    }
    if (status !== 200) throw new Stop("refused", { reason: body.reason });
    if (body.user !== book.user) {
      closed = true;
      await otherUser(body.user);
      return false;
    }
    csrf = body.csrf;
    state.ended = false;
    await book.replace(body, counted);
    changed();
    await bringPlan();
    return true;
  }

  // The route of today as it was changed here, for the printed sheet and for other phones of the same account.
  async function bringPlan() {
    const words = book.planToSend();
    if (words) await checked(sendPlan(words, csrf));
  }

  async function getToken() {
    if (book.notes.token || !csrf) return;
    const { status, body } = await checked(enrol(await device(), csrf));
    if (status === 200 && body.token) await book.note("token", body.token);
  }

  // A way to be believed: the phone's token, else the session. Stops where there is neither.
  async function pass() {
    if (book.notes.token) return { token: book.notes.token };
    if (!csrf) await fetchList();
    if (closed) throw new Stop("idle");
    if (!csrf) throw new Stop("ended");
    await getToken();
    return { token: book.notes.token, csrf };
  }

  async function sendBatch(batch, behind) {
    const how = await pass();
    const oldest = behind.map((each) => each.event.occurred_at).sort()[0] || null;
    const words = { user: book.user, device: await device(), sent_at: new Date().toISOString(), events: batch.map((each) => each.event) };
    const answer = await checked(send(pathOf(batch[0]), { ...words, waiting: behind.length, waiting_since: oldest }, how));
    if ((answer.status === 401 || answer.status === 403) && (how.token || csrf)) {
      if (answer.status === 403 && how.token) throw new Stop("refused", { reason: answer.body.reason });
      csrf = null;
      await book.note("token", null);
      return null;
    }
    if (answer.status === 401) throw new Stop("ended");
    return answer;
  }

  async function settle(batch, results) {
    const told = verdicts(batch, results);
    await book.change([...told.keys()], ({ id }) => told.get(id));
    state.sent += [...told.values()].filter((each) => each.status !== "rejected").length;
    return told.size;
  }

  // What other accounts left in this phone goes too, by their own tokens; what stays is a number in the line above.
  async function helpOthers() {
    try {
      state.others = await others(book.user);
      if (state.others.length) await sendOthers(book.user);
      state.others = await others(book.user);
    } catch (error) {
      return; // their work waits on; mine was sent
    }
  }

  // With nothing to send, a phone shows itself now and then: its leader sees it, and a revoked one learns of it.
  async function sendAll(greetNow) {
    let size = BATCH;
    let refused = 0;
    for (;;) {
      const waiting = agreementsFirst(book.waiting());
      const due = greetNow || Math.abs(Date.now() - (book.notes.greetedAt || 0)) > GREETING;
      const greet = !waiting.length && book.notes.token && due;
      if (!waiting.length && !greet) return;
      if (waiting.length) tell("sending");
      const batch = together(waiting, size);
      const answer = await sendBatch(batch, waiting.slice(batch.length));
      if (!answer) {
        if ((refused += 1) > 2) throw new Stop("ended");
        continue;
      }
      await book.note("greetedAt", Date.now());
      if (greet) return;
      size = await taken(batch, answer, size);
      changed();
    }
  }

  // The next batch's size: one that is too big, or that can't be read, is halved down to the event that spoils it.
  async function taken(batch, { status, body }, size) {
    if (status === 400 || status === 413) {
      if (batch.length > 1) return Math.ceil(batch.length / 2);
      await book.change([batch[0].id], () => ({ status: "rejected", reason: body.reason }));
      return BATCH;
    }
    if (status !== 200 || !Array.isArray(body.results)) throw new Stop("refused", { reason: body.reason });
    if (!(await settle(batch, body.results))) throw new Stop("busy");
    return size;
  }

  async function round(wanted) {
    await book.refresh();
    if (state.phase !== "sent") state.sent = 0;
    const old = Date.now() - (book.notes.pulledAt || 0);
    await sendAll();
    if (wanted === "list" || old > FRESH || old < 0) {
      if (await fetchList()) await getToken();
      else if (!closed) await sendAll(true);
    }
    if (wanted === "list" && !closed) await helpOthers();
    failures = 0;
    tell(state.sent ? "sent" : "idle");
  }

  function plan(seconds) {
    clearTimeout(timer);
    if (!closed) timer = setTimeout(() => drain(), seconds * 1000);
  }

  async function guarded(wanted) {
    try {
      await round(wanted);
      plan(REGULARLY / 1000);
    } catch (stop) {
      if (stop.phase === "wiped") {
        closed = true;
        await wiped();
        return;
      }
      const pause = stop.wait || PAUSES[Math.min(failures, PAUSES.length - 1)];
      failures += 1;
      tell(stop.phase || (stop.name === "QuotaExceededError" ? "full" : "busy"), { reason: stop.reason || "" });
      plan(pause * (0.5 + Math.random()));
    }
  }

  // `wanted` is "list" when what others wrote should be fetched too. One at a time; a call meanwhile runs another round.
  function drain(wanted) {
    if (closed) return Promise.resolve();
    if (running) {
      again = wanted || again || "more";
      return running;
    }
    running = alone(() => guarded(wanted)).then((done) => done || plan(10), () => plan(10)).then(() => {
      running = null;
      const more = again;
      again = false;
      return more && !closed ? drain(more === "list" ? "list" : undefined) : undefined;
    });
    return running;
  }

  // A tick is shown first and sent then; its verdict is asked for once the finger rests.
  let rest = null;
  let soon = null;
  function written() {
    clearTimeout(rest);
    clearTimeout(soon);
    rest = setTimeout(() => state.phase !== "offline" && drain("list"), AFTER_A_TICK);
    soon = setTimeout(() => drain(), AFTER_THE_PAINT);
  }

  const wake = () => document.visibilityState === "visible" && drain();
  addEventListener("online", () => {
    failures = 0;
    drain("list");
  });
  addEventListener("offline", () => changed());
  document.addEventListener("visibilitychange", wake);

  // For signing out: the page's token, asked for now.
  async function freshCsrf() {
    await fetchList();
    return csrf;
  }

  return {
    state, drain, written, freshCsrf,
    close() {
      closed = true;
      clearTimeout(timer);
      clearTimeout(rest);
      clearTimeout(soon);
    },
  };
}
