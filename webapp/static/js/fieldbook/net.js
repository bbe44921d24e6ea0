// Asking the server. An answer is its status and its JSON; anything that is not ours (a café's sign-in page, half an
// answer, a line that hangs) is a failure like no network at all.
const PATIENCE = 10000;
const LONG_LIST = 45000;

export class NoNetwork extends Error {}

async function ask(options, patience = PATIENCE) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience);
  const began = Date.now();
  try {
    const answer = await fetch(options.path || "/dong-bo", { cache: "no-store", redirect: "error", signal: stop.signal, ...options });
    const body = await answer.json();
    const moment = Date.parse(body.server_time);
    if (!moment && answer.status < 500) throw new Error("not ours");
    const off = moment ? moment - (began + Date.now()) / 2 : null;
    return { status: answer.status, body, off, wait: Number(answer.headers.get("Retry-After")) || 0 };
  } catch (error) {
    throw new NoNetwork(error.message);
  } finally {
    clearTimeout(timer);
  }
}

// `stamp`: that of the list which this phone has; where it is still the list, only that is answered.
export const pull = (stamp) => ask({ credentials: "same-origin", path: stamp ? `/dong-bo?co=${stamp}` : undefined }, LONG_LIST);

const post = (path, body, headers, credentials) => ask({
  path, method: "POST", credentials, headers: { "Content-Type": "application/json", ...headers }, body: JSON.stringify(body),
});

// By the phone's own token, which outlives the session and needs no cookie; or by the session.
export const send = (path, body, { token, csrf }) => (token
  ? post(path, body, { Authorization: `Bearer ${token}` }, "omit")
  : post(path, body, { "X-CSRFToken": csrf }, "same-origin"));

// Which households this phone put on today's route, and took off it.
export const plan = (words, csrf) => post("/dong-bo/hom-nay", words, { "X-CSRFToken": csrf }, "same-origin");

export const enrol = (device, csrf) => post("/dong-bo/ma-may", { device }, { "X-CSRFToken": csrf }, "same-origin");
