// What pages say to the worker, and what it says back. Every page says where it is once it stands still.
const COMMUNE = /^\d{5}$/;

async function tell(news) {
  for (const client of await clients.matchAll({ includeUncontrolled: true })) client.postMessage(news);
}

const ACTS = {
  look: ({ size, theme }) => remember({ size: SIZE_WORDS[size] ? size : "1", theme: /^[a-z]*$/.test(theme) ? theme : "" }),

  async visited({ path, saving, commune }) {
    const place = COMMUNE.test(commune) ? commune : "";
    const { commune: before = "" } = await recall();
    if (before !== place) {
      await remember({ commune: place, lookedAt: 0 });
      if (before) await caches.delete(VOICES);
    }
    const id = packOf(path);
    if (!id) return;
    await keepVisited(id, saving);
    if (!saving) await lookAround();
  },

  // What came along unasked, on every phone, is not shown as if somebody had chosen it.
  async list() {
    const { all = false } = await recall();
    const kept = await keptPacks();
    const unasked = kept.filter((pack) => isShell(pack.id)).map((pack) => pack.along);
    const hidden = [SITE.shell].concat(...(all ? [] : unasked));
    return { all, packs: kept.map((pack) => ({ ...pack, hidden: hidden.includes(pack.id) })), voices: await keptVoices() };
  },

  async keep({ id }) {
    return { state: await keep(id) };
  },

  // Everything is wanted from now on, also what is added later.
  all: ({ wanted }) => remember({ all: Boolean(wanted) }),

  refresh: () => lookAround(true),

  voices: ({ list, version }) => keepVoices(list, version),

  async forget() {
    opened.clear();
    checked.clear();
    await Promise.all([PACKS, FILES, VOICES].map((name) => caches.delete(name)));
    await remember({ all: false, lookedAt: 0 });
  },
};

function why(error) {
  if (error instanceof NoRoom || error.name === "QuotaExceededError" || error.name === "SecurityError") return "room";
  return "network";
}

self.addEventListener("message", (event) => {
  const act = ACTS[event.data && event.data.act];
  const [port] = event.ports;
  if (!act) return;
  const done = Promise.resolve()
    .then(() => act(event.data))
    .then((found) => Object.assign({ ok: true }, found), (error) => ({ ok: false, why: why(error) }))
    .then((reply) => port && port.postMessage(reply));
  event.waitUntil(done);
});
