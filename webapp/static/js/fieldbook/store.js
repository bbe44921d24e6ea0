// What this phone keeps. One database an account, named by the account's id, so that two people on one phone never
// see or send each other's work; and a small register of which accounts have one here, and which is open.
const REGISTER = "gds-so-tay";
const KEEP_DAYS = 35;
const DAY = 86400000;

const nameOf = (user) => `${REGISTER}-${user}`;

const answered = (request) => new Promise((settle, fail) => {
  request.onsuccess = () => settle(request.result);
  request.onerror = () => fail(request.error);
});

// A transaction is kept once it is complete, not when its last request was answered.
const complete = (work) => {
  const kept = new Promise((settle, fail) => {
    work.oncomplete = () => settle();
    work.onabort = () => fail(work.error || new Error("aborted"));
  });
  kept.catch(() => {}); // a request that fails is told first, and once
  return kept;
};

const open = (name, upgrade) => new Promise((settle, fail) => {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => upgrade(request.result);
  request.onerror = () => fail(request.error);
  request.onsuccess = () => {
    const db = request.result;
    db.onversionchange = () => db.close();
    settle(db);
  };
});

const remove = (name) => new Promise((settle, fail) => {
  const request = indexedDB.deleteDatabase(name);
  request.onsuccess = () => settle();
  request.onerror = () => fail(request.error);
});

// "strict" asks the system to write through to the disk; browsers that don't know it do so or ignore it.
const writing = (db, names) => db.transaction(names, "readwrite", { durability: "strict" });

const register = () => open(REGISTER, (db) => {
  db.createObjectStore("accounts", { keyPath: "id" });
  db.createObjectStore("notes", { keyPath: "key" });
});

async function inRegister(mode, act) {
  const db = await register();
  try {
    const work = db.transaction(["accounts", "notes"], mode);
    const found = act(work.objectStore("accounts"), work.objectStore("notes"));
    const [answer] = await Promise.all([found, complete(work)]);
    return answer;
  } finally {
    db.close();
  }
}

// The ids of the accounts with a store in this phone.
export const accounts = async () => (await inRegister("readonly", (all) => answered(all.getAll()))).map((each) => each.id);

export const current = async () => {
  const note = await inRegister("readonly", (all, notes) => answered(notes.get("current")));
  return note ? note.user : null;
};

export const makeCurrent = (user) => inRegister("readwrite", (all, notes) => {
  if (user) all.put({ id: user });
  return answered(notes.put({ key: "current", user }));
});

// What the site calls this phone, whoever uses it: it stays when an account leaves, and goes when the phone is revoked.
export const phoneId = (fresh) => inRegister("readwrite", async (all, notes) => {
  const known = await answered(notes.get("phone"));
  if (known) return known.value;
  await answered(notes.put({ key: "phone", value: fresh }));
  return fresh;
});

export const forgetPhone = () => inRegister("readwrite", (all, notes) => answered(notes.delete("phone")));

// Where a browser has no locks: who holds the lease until when. True if `owner` has it now.
export const lease = (owner, until, now) => inRegister("readwrite", async (all, notes) => {
  const held = await answered(notes.get("lease"));
  if (held && held.owner !== owner && held.until > now && held.until < now + 120000) return false;
  await answered(notes.put({ key: "lease", owner, until }));
  return true;
});

export async function wipe(user) {
  await remove(nameOf(user));
  await inRegister("readwrite", async (all, notes) => {
    all.delete(user);
    const note = await answered(notes.get("current"));
    if (note && note.user === user) notes.delete("current");
  });
}

// How many things in an account's store are not yet with the server, and what the site calls this phone, without
// opening a notebook.
export async function unsent(user) {
  const store = await openStore(user);
  try {
    const { events, notes } = await store.load();
    const left = events.filter((each) => each.status === "waiting" || each.status === "rejected").length;
    return { left, device: notes.device };
  } finally {
    store.close();
  }
}

export async function openStore(user) {
  const db = await open(nameOf(user), (fresh) => {
    fresh.createObjectStore("households", { keyPath: "id" });
    fresh.createObjectStore("events", { keyPath: "id" });
    fresh.createObjectStore("notes", { keyPath: "key" });
  });

  // Every writing leaves a mark, so that a page need not read everything again unless another page has written.
  let mark = null;
  let missed = true;

  function leaveMark(work) {
    const notes = work.objectStore("notes");
    const asked = notes.get("mark");
    asked.onsuccess = () => {
      if (!asked.result || asked.result.value !== mark) missed = true;
      mark = Math.random();
      try {
        notes.put({ key: "mark", value: mark });
      } catch (error) {
        missed = true; // the writing itself fails for the same reason, and says so
      }
    };
  }

  // Whether what this page knows is what the phone keeps.
  async function isKnown() {
    if (missed) return false;
    const kept = await answered(db.transaction(["notes"]).objectStore("notes").get("mark"));
    return Boolean(kept) && kept.value === mark;
  }

  // What one page of this phone writes, another one shows.
  const others = window.BroadcastChannel ? new BroadcastChannel(nameOf(user)) : null;
  const tellOthers = () => others && others.postMessage("");
  const hearOthers = (act) => {
    if (others) others.onmessage = act;
  };

  async function load() {
    const work = db.transaction(["households", "events", "notes"]);
    const [households, events, all] = await Promise.all(
      ["households", "events", "notes"].map((name) => answered(work.objectStore(name).getAll())),
    );
    const notes = Object.fromEntries(all.map((note) => [note.key, note.value]));
    mark = notes.mark;
    missed = mark === undefined;
    return { households, events, notes };
  }

  // New events, numbered in the order they were made. Resolves when they are on the disk, with what was kept.
  async function record(drafts) {
    const work = writing(db, ["events", "notes"]);
    const kept = complete(work);
    leaveMark(work);
    const [events, notes] = [work.objectStore("events"), work.objectStore("notes")];
    const last = await answered(notes.get("seq"));
    let seq = last ? last.value : 0;
    const records = drafts.map(({ event, about }) => ({
      id: event.id, status: "waiting", at: Date.now(), about, event: { ...event, seq: (seq += 1) },
    }));
    for (const each of records) events.put(each);
    notes.put({ key: "seq", value: seq });
    await kept;
    tellOthers();
    return records;
  }

  // Change some kept events, each by the function: what the server said, or what the member chose.
  async function change(ids, how) {
    const work = writing(db, ["events", "notes"]);
    const kept = complete(work);
    leaveMark(work);
    const events = work.objectStore("events");
    const changed = [];
    for (const id of ids) {
      const before = await answered(events.get(id));
      if (!before) continue;
      const after = { ...before, ...how(before) };
      events.put(after);
      changed.push(after);
    }
    await kept;
    tellOthers();
    return changed;
  }

  async function note(key, value) {
    const work = db.transaction(["notes"], "readwrite");
    leaveMark(work);
    work.objectStore("notes").put({ key, value });
    await complete(work);
  }

  // What the server says now takes the place of what it said before, where it said anything new; events that it
  // already counts are settled.
  async function replace(households, words, counted) {
    const work = writing(db, ["households", "events", "notes"]);
    const kept = complete(work);
    leaveMark(work);
    const [homes, events, notes] = ["households", "events", "notes"].map((name) => work.objectStore(name));
    if (households) {
      homes.clear();
      for (const each of households) homes.put(each);
    }
    for (const [key, value] of Object.entries(words)) notes.put({ key, value });
    for (const each of await answered(events.getAll())) {
      const settled = each.settled || counted.has(each.id);
      const over = each.status === "discarded" || (settled && each.status !== "rejected" && each.status !== "waiting");
      if (over && Date.now() - each.at > KEEP_DAYS * DAY) events.delete(each.id);
      else if (settled && !each.settled) events.put({ ...each, settled: true });
    }
    await kept;
  }

  const close = () => {
    if (others) others.close();
    db.close();
  };

  return { user, load, isKnown, record, change, note, replace, hearOthers, close };
}
