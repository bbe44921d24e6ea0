// One page of this browser sends at a time: with the browser's locks, or where there are none with a lease that runs
// out by itself when its holder dies.
import { lease } from "./store.js";
import { uuid } from "./words.js";

const NAME = "gds-gui";
const LEASE = 30000;
const owner = uuid();

// Resolves to false without doing anything when another page is at it.
export async function alone(act) {
  if (navigator.locks) {
    return navigator.locks.request(NAME, { ifAvailable: true }, async (held) => {
      if (!held) return false;
      await act();
      return true;
    });
  }
  const renew = () => lease(owner, Date.now() + LEASE, Date.now());
  if (!(await renew())) return false;
  const timer = setInterval(() => renew().catch(() => {}), LEASE / 3);
  try {
    await act();
  } finally {
    clearInterval(timer);
    await lease(owner, 0, Date.now());
  }
  return true;
}
