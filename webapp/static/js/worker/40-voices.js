// Recorded voices: lists of clips and the clips themselves, kept apart from the lessons because they weigh more.
// The worker knows nothing of them but their addresses. A phone has the voices of one commune at a time, so a
// list is kept without the commune that it was asked for.
const CLIP = "/giong-doc/clip/";
const VOICE = /^\/giong-doc\/(clip\/|[^/]+\.json$)/;

const clipsIn = (text) => [...new Set(text.match(/\/giong-doc\/clip\/[^"\s\\]+/g) || [])];

// One list of a lesson's clips and every clip in it; a clip that is kept already is not fetched again, and one
// that the last list had and this one has not makes room.
async function keepVoices(list, version) {
  const answer = await patiently(list, { cache: "no-cache" });
  if (!answer.ok) throw new Error(`voices ${answer.status}`);
  const text = await answer.text();
  const clips = clipsIn(text);
  for (const clip of clips) await keepClip(clip);
  const { pathname } = new URL(list, location.origin);
  const cache = await caches.open(VOICES);
  const old = await cache.match(pathname);
  const former = old ? clipsIn(await old.text()) : [];
  const headers = { "Content-Type": "application/json", "X-Version": version || "" };
  await put(VOICES, pathname, new Response(text, { headers }));
  for (const clip of former) if (!clips.includes(clip)) await cache.delete(clip);
}

async function keptVoices() {
  const cache = await caches.open(VOICES);
  const lists = (await cache.keys()).filter((request) => request.url.endsWith(".json"));
  return Promise.all(lists.map(async (request) => ({
    list: new URL(request.url).pathname,
    version: (await cache.match(request)).headers.get("X-Version"),
  })));
}

// Whoever took the voices of a lesson once gets the newer ones too.
async function refreshVoices(newest) {
  for (const { list, version } of await keptVoices()) {
    const other = newest.find((each) => each.list.split("?")[0] === list);
    if (other && other.version !== version) await keepVoices(other.list, other.version);
  }
}

async function keepClip(clip) {
  if (await caches.match(clip, { cacheName: VOICES })) return;
  const answer = await patiently(clip);
  if (!answer.ok) throw new Error(`clip ${answer.status}`);
  await put(VOICES, clip, answer);
}

async function answerVoice(request, url) {
  const kept = await caches.match(url.pathname, { cacheName: VOICES }).catch(() => null);
  if (kept && url.pathname.startsWith(CLIP)) return part(request, kept);
  try {
    return await (kept ? fromNetwork(request, PATIENCE) : fetch(request));
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

// A player asks for bytes from a place on; some go silent when they get the whole instead.
async function part(request, kept) {
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("Range") || "");
  if (!range) return kept;
  const bytes = await kept.arrayBuffer();
  const first = Number(range[1]);
  const last = Math.min(range[2] ? Number(range[2]) : Infinity, bytes.byteLength - 1);
  const headers = {
    "Content-Type": kept.headers.get("Content-Type"),
    "Content-Range": `bytes ${first}-${last}/${bytes.byteLength}`,
    "Accept-Ranges": "bytes",
  };
  return new Response(bytes.slice(first, last + 1), { status: 206, headers });
}
