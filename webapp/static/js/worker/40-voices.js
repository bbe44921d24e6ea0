// Recorded voices: lists of clips and the clips themselves, kept apart from the lessons because they weigh more.
// The worker knows nothing of them but their addresses. A phone has the voices of one commune at a time, so a
// list is kept without the commune that it was asked for.
const CLIP = "/giong-doc/clip/";
const VOICE = /^\/giong-doc\/(clip\/|[^/]+\.json$)/;

const clipsIn = (text) => [...new Set(text.match(/\/giong-doc\/clip\/[^"\s\\]+/g) || [])];

// One list of a lesson's clips and every clip in it; a clip that is kept already is not fetched again.
async function keepVoices(list) {
  const answer = await patiently(list, { cache: "no-cache" });
  if (!answer.ok) throw new Error(`voices ${answer.status}`);
  const text = await answer.text();
  for (const clip of clipsIn(text)) await keepClip(clip);
  await put(VOICES, new URL(list, location.origin).pathname, new Response(text, { headers: { "Content-Type": "application/json" } }));
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
