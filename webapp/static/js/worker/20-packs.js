// Packs: one entry of the cache is one lesson with all its pages, replaced as a whole and never by halves.
// The files that its pages load are kept before it, under addresses that carry a hash of their content.
const HASH = /[?&]v=([0-9a-f]{10})$/;
const MOST_OPENED = 4;
const HOUR = 3600 * 1000;

const opened = new Map();
const onTheWay = new Map();
const checked = new Map();

const keyOf = (id) => `/goi/${id}.json`;
const shelf = () => caches.open(PACKS);
const isShell = (id) => id === SITE.shell;

// Without cookies, so that what comes is what everybody gets; a line that hangs is given up.
function patiently(address, options) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), 10000);
  const free = () => clearTimeout(timer);
  const answer = fetch(address, { credentials: "omit", signal: stop.signal, ...options });
  answer.then(free, free);
  return answer;
}

// Which pack a page belongs to: the two first parts of its path name it.
function packOf(path) {
  if (SITE.around.includes(path)) return SITE.shell;
  if (SITE.alone[path]) return SITE.alone[path];
  const [, kind, slug] = path.split("/");
  return SITE.kinds.includes(kind) && slug ? `${kind}/${slug}` : null;
}

async function openPack(id) {
  if (!opened.has(id)) {
    const kept = await (await shelf()).match(keyOf(id));
    if (!kept) return null;
    opened.set(id, await kept.json());
    if (opened.size > MOST_OPENED) opened.delete(opened.keys().next().value);
  }
  return opened.get(id);
}

// Fetch a pack, or learn that the kept one is still the newest. "new", "same" or "gone"; throws without network.
function keep(id) {
  if (!onTheWay.has(id)) {
    const done = () => onTheWay.delete(id);
    const work = fetchPack(id);
    onTheWay.set(id, work);
    work.then(done, done);
  }
  return onTheWay.get(id);
}

async function fetchPack(id) {
  const old = await (await shelf()).match(keyOf(id));
  const { commune } = await recall();
  const answer = await patiently(keyOf(id) + (commune ? `?xa=${commune}` : ""), {
    cache: "no-store",
    headers: old ? { "If-None-Match": `"${old.headers.get("X-Version")}"` } : {},
  });
  checked.set(id, Date.now());
  if (answer.status === 304) return "same";
  if (answer.status === 404 || answer.status === 410) return forgetPack(id);
  if (!answer.ok) throw new Error(`pack ${answer.status}`);
  const text = await answer.text();
  const pack = JSON.parse(text);
  await keepFiles(pack.assets);
  await put(PACKS, keyOf(id), new Response(text, { headers: labels(pack) }));
  opened.delete(id);
  tell({ kept: id });
  return "new";
}

// What can be read of a kept pack without opening it.
function labels(pack) {
  return {
    "Content-Type": "application/json",
    "X-Version": pack.version,
    "X-Title": encodeURIComponent(pack.title),
    "X-Open": pack.open,
    "X-Along": pack.along.join(" "),
    "X-Files": pack.assets.join(" "),
    "X-Doors": encodeURIComponent(JSON.stringify(pack.doors)),
  };
}

async function forgetPack(id) {
  opened.delete(id);
  await (await shelf()).delete(keyOf(id));
  return "gone";
}

async function keepFiles(addresses) {
  const cache = await caches.open(FILES);
  const missing = [];
  for (const address of addresses) {
    if (!(await cache.match(address))) missing.push(address);
  }
  await Promise.all(missing.map(keepFile));
}

// Between two versions of the site an old address may answer with new content: such a file is not taken.
async function keepFile(address) {
  const answer = await patiently(address);
  if (!answer.ok) throw new Error(`file ${answer.status}`);
  const bytes = await answer.arrayBuffer();
  const wanted = HASH.exec(address);
  if (wanted && (await sha256(bytes)).slice(0, 10) !== wanted[1]) throw new Error("file of another version");
  await put(FILES, address, new Response(bytes, { headers: { "Content-Type": answer.headers.get("Content-Type") } }));
}

async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function keptPacks() {
  const cache = await shelf();
  const found = [];
  for (const request of await cache.keys()) {
    const { headers } = await cache.match(request);
    found.push({
      id: new URL(request.url).pathname.slice(5, -5),
      version: headers.get("X-Version"),
      title: decodeURIComponent(headers.get("X-Title")),
      open: headers.get("X-Open"),
      along: headers.get("X-Along").split(" ").filter(Boolean),
      files: headers.get("X-Files").split(" "),
      doors: JSON.parse(decodeURIComponent(headers.get("X-Doors"))),
    });
  }
  return found;
}

// The pack of a page that somebody looked at, whatever goes along with it, and the pages around.
async function keepVisited(id, saving) {
  if (!saving || Date.now() - (checked.get(id) || 0) > HOUR) await keepWithCompany(id);
  const around = await (await shelf()).match(keyOf(SITE.shell));
  if (!around) await (saving ? keep(SITE.shell) : keepWithCompany(SITE.shell));
}

async function keepWithCompany(id) {
  await keep(id);
  const kept = await (await shelf()).match(keyOf(id));
  const along = kept ? kept.headers.get("X-Along").split(" ").filter(Boolean) : [];
  for (const other of along) {
    const known = Date.now() - (checked.get(other) || 0) < HOUR || (await (await shelf()).match(keyOf(other)));
    if (!known) await keep(other);
  }
}

// Once an hour: what is kept and has changed is fetched again; after "keep everything", what is new as well.
// Files that no pack uses any more leave first, so that those of the last version outlive the pages that show
// them; and only while nothing is on its way, whose files would seem unused.
async function lookAround(now) {
  const { all, lookedAt = 0, commune } = await recall();
  if (!now && Date.now() - lookedAt < HOUR) return;
  const answer = await patiently(SITE.packs + (commune ? `?xa=${commune}` : ""), { cache: "no-cache" });
  if (!answer.ok) return;
  await sweep();
  const index = await answer.json();
  const newest = new Map(index.packs.map((pack) => [pack.id, pack.version]));
  const kept = new Map((await keptPacks()).map((pack) => [pack.id, pack.version]));
  const wanted = all ? new Set([...kept.keys(), ...newest.keys()]) : kept.keys();
  for (const id of wanted) {
    if (newest.get(id) !== kept.get(id)) await keep(id);
  }
  await refreshVoices(index.voices);
  await remember({ lookedAt: Date.now() });
}

async function sweep() {
  if (onTheWay.size) return;
  const used = new Set([].concat(...(await keptPacks()).map((pack) => pack.files)));
  const cache = await caches.open(FILES);
  for (const request of await cache.keys()) {
    if (onTheWay.size) return;
    const { pathname, search } = new URL(request.url);
    if (!used.has(pathname + search)) await cache.delete(request);
  }
}
