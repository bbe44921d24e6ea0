// Work of other accounts that waits in this phone: sent in their own names, each with its own upload-only token, and
// never shown. What stays behind is said as a number.
import { BATCH, agreementsFirst, pathOf, together, verdicts } from "./batches.js";
import { send } from "./net.js";
import { accounts, forgetPhone, openStore, wipe } from "./store.js";

const isUnsent = (each) => each.status === "waiting" || each.status === "rejected";

async function ofEach(mine, act) {
  const found = [];
  for (const user of await accounts()) {
    if (user === mine) continue;
    const store = await openStore(user);
    try {
      found.push(await act(store));
    } finally {
      store.close();
    }
  }
  return found;
}

// Whose work is here and how much of it; the name is the one that stands in that account's own store.
export async function others(mine) {
  const found = await ofEach(mine, async (store) => {
    const { events, notes } = await store.load();
    return { name: notes.name || "", n: events.filter(isUnsent).length };
  });
  return found.filter((each) => each.n);
}

export const whoseWaits = ({ name, n }) => `Máy này còn ${n} việc của ${name || "tài khoản khác"} chưa gửi.`;

// Returns whether that account's phone was revoked. Without a token its owner has to sign in.
async function sendOf(store, greet) {
  const { events, notes } = await store.load();
  let left = agreementsFirst(events.filter((each) => each.status === "waiting").sort((a, b) => a.event.seq - b.event.seq));
  if (!notes.token || !notes.device || !(left.length || greet)) return false;
  do {
    const batch = together(left, BATCH);
    left = left.slice(batch.length);
    const { status, body } = await send(pathOf(batch[0]), {
      user: store.user, device: notes.device, sent_at: new Date().toISOString(), events: batch.map((each) => each.event),
      waiting: left.length, waiting_since: left.map((each) => each.event.occurred_at).sort()[0] || null,
    }, { token: notes.token });
    if (body.wipe) return true;
    if (status !== 200 || !Array.isArray(body.results)) return false;
    const told = verdicts(batch, body.results);
    await store.change([...told.keys()], ({ id }) => told.get(id));
  } while (left.length);
  return false;
}

// Only by whoever holds the drainer's lock. `greet`: also ask for those who have nothing to send.
export async function sendOthers(mine, greet) {
  const revoked = await ofEach(mine, async (store) => ((await sendOf(store, greet)) ? store.user : null));
  for (const user of revoked.filter(Boolean)) {
    await wipe(user);
    await forgetPhone();
  }
}
