// What the worker itself has to remember between two wakings, as one small entry of the cache:
// the look of the page (size, theme), the commune, whether everything is wanted, when it last looked around.
const PACKS = "gds-goi";
const FILES = "gds-tep";
const VOICES = "gds-giong";
const NOTES = "gds-may";
const OURS = [PACKS, FILES, VOICES, NOTES];
const NOTE = "/goi/ghi-nho";

let notes = null;

async function recall() {
  if (!notes) {
    const kept = await caches.match(NOTE, { cacheName: NOTES }).catch(() => null);
    const read = kept ? await kept.json() : {};
    notes = Object.assign(read, notes);
  }
  return notes;
}

// In memory at once, so that the very next page already has it; on the device a moment later.
async function remember(change) {
  notes = Object.assign(notes || (await recall()), change);
  const cache = await caches.open(NOTES);
  await cache.put(NOTE, new Response(JSON.stringify(notes)));
}

// A refusal to keep is told apart from a missing network: the first needs room, the second patience.
class NoRoom extends Error {}

async function put(name, key, response) {
  try {
    await (await caches.open(name)).put(key, response);
  } catch (error) {
    throw new NoRoom(error.name);
  }
}
