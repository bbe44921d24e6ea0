// Which request is answered how. Nothing that the network answers is ever kept here: packs, files and clips are
// fetched for that purpose, without cookies, so nobody's page can be among them. Whatever no row claims goes its
// way as if there were no worker; a page that then fails is told so in words.
const ROWS = [
  { claims: (url) => HASH.test(url.search) && url.pathname.startsWith("/static/"), answer: answerFile },
  { claims: (url) => VOICE.test(url.pathname), answer: answerVoice },
  { claims: (url, request) => packOf(url.pathname) && isPage(url, request), answer: answerPage },
  { claims: (url) => /^\/b\/[^/]+$/.test(url.pathname), answer: answerDoor },
  { claims: (url, request) => request.mode === "navigate", answer: (request) => fetch(request).catch(() => notKept(SITE.noNetwork)) },
];

// Not a leaflet, a picture, a list, nor a part of a page.
const isPage = (url, request) => !/\.\w+$/.test(url.pathname) && !request.headers.has("HX-Request");

async function answerFile(request, url) {
  const kept = await caches.match(url.pathname + url.search, { cacheName: FILES }).catch(() => null);
  return kept || fetch(request);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  const row = ROWS.find((each) => each.claims(url, request));
  if (row) event.respondWith(row.answer(request, url));
});

// A new worker waits for nobody: it reads the same packs, and a page that stands keeps standing as it is.
self.addEventListener("install", (event) => event.waitUntil(self.skipWaiting()));

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) {
    if (name.startsWith("gds-") && !OURS.includes(name)) await caches.delete(name);
  }
  await clients.claim();
})()));
