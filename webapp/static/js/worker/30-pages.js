// A page out of a pack: found by its address, dressed as this visitor wants it, with a nonce of its own.
const HOUSEHOLD = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const MEANINGLESS = /^(fbclid|gclid|zarsrc|utm_\w+)$/;
const PLAIN = '<html lang="vi" data-size="1">';
const SIZE_WORDS = { 1: "vừa", 2: "to", 3: "rất to" };
const PATIENCE = 3000;
const AFTER_A_HANG = 20000;

let hungAt = -Infinity;

// What an address asks for: the path and query to look up, and the household it was opened from.
function asked(url) {
  const params = new URLSearchParams(url.search);
  const household = params.get("ho");
  params.delete("ho");
  for (const name of [...params.keys()]) {
    if (MEANINGLESS.test(name)) params.delete(name);
  }
  params.sort();
  const query = params.toString();
  return { path: url.pathname, query, household: HOUSEHOLD.test(household) ? household : "" };
}

// A page of a public kind: the kept one at once; else the network for three seconds; else the best that is kept.
async function answerPage(request, url) {
  const { path, query, household } = asked(url);
  const id = packOf(path);
  const pack = await openPack(id).catch(() => null);
  const kept = pack && (await findPage(pack, path, query, household));
  if (kept && !(household && pack.household.includes(path))) return kept;
  const instead = kept || (pack && query && (await findPage(pack, path, "", household)));
  try {
    return await fromNetwork(request, instead && Date.now() - hungAt < AFTER_A_HANG ? 300 : PATIENCE);
  } catch (error) {
    return instead || notKept(SITE.notKept);
  }
}

async function findPage(pack, path, query, household) {
  const html = pack.pages[query ? `${path}?${query}` : path];
  if (html !== undefined) return dressed(pack, html, household);
  if (pack.pages[path] !== undefined) return null;
  const target = pack.pages[`${path}/`] === undefined ? beyond(pack, path) : `${path}/`;
  const carried = [query, household && `ho=${household}`].filter(Boolean).join("&");
  return target ? Response.redirect(target + (carried ? `?${carried}` : ""), 302) : null;
}

// Step 9 of a lesson with six: the end of the lesson, as the server says.
function beyond(pack, path) {
  const [, folder, number] = /^(.*\/)([1-9]\d*)$/.exec(path) || [];
  return number ? pack.beyond[folder] : undefined;
}

async function dressed(pack, html, household) {
  const { size = "1", theme = "" } = await recall();
  const look = `<html lang="vi" data-size="${size}"${theme ? ` data-theme="${theme}"` : ""}>`;
  const nonce = freshNonce();
  const body = (household ? carry(pack, html, household) : html)
    .replace(PLAIN, look)
    .replace("Đang dùng cỡ vừa", `Đang dùng cỡ ${SIZE_WORDS[size]}`)
    .split(SITE.nonce)
    .join(nonce);
  const headers = new Headers();
  for (const name of Object.keys(pack.headers)) headers.set(name, pack.headers[name].split(SITE.nonce).join(nonce));
  headers.set("X-Kept", pack.version);
  return new Response(body, { headers });
}

function freshNonce() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

// Opened from a household, a lesson's links go on saying so.
function carry(pack, html, household) {
  return html.replace(/href="(\/[^"?#]*)(\?[^"#]*)?(#[^"]*)?"/g, (whole, path, query = "", place = "") =>
    pack.pages[path] === undefined ? whole : `href="${path}${query ? `${query}&amp;` : "?"}ho=${household}${place}"`);
}

// The whole answer within the time, body included: half a page that never ends helps nobody.
async function fromNetwork(request, patience) {
  let timer;
  const late = new Promise((_, fail) => {
    timer = setTimeout(() => {
      hungAt = Date.now();
      fail(new Error("late"));
    }, patience);
  });
  try {
    return await Promise.race([late, whole(request)]);
  } finally {
    clearTimeout(timer);
  }
}

async function whole(request) {
  const answer = await fetch(request);
  if (answer.type === "opaqueredirect" || answer.redirected || !answer.body) return answer;
  const { status, statusText, headers } = answer;
  return new Response(await answer.arrayBuffer(), { status, statusText, headers });
}

// The page that says what can be done instead. If even that is not kept, a line and a way back.
async function notKept(path) {
  const around = await openPack(SITE.shell).catch(() => null);
  const page = around && (await findPage(around, path, "", ""));
  const html = '<!doctype html><html lang="vi"><meta name="viewport" content="width=device-width"><title>Mất mạng</title>'
    + "<h1>Bài này chưa tải về máy</h1><p>Có mạng rồi mở lại.</p>";
  const headers = page ? page.headers : { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": "default-src 'none'" };
  return new Response(page ? await page.text() : html, { status: 503, statusText: "Offline", headers });
}

// A short address on paper still leads to its lesson.
async function answerDoor(request, url) {
  try {
    return await fromNetwork(request, PATIENCE);
  } catch (error) {
    const found = (await keptPacks().catch(() => [])).find((pack) => pack.doors[url.pathname]);
    return found ? Response.redirect(found.doors[url.pathname], 302) : notKept(SITE.notKept);
  }
}
