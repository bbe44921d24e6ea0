// The day's order: those promised or chosen for today first, by the route, those already met after them.
const comes = (home) => (home.due ? (home.metToday ? 1 : 2) : 0);
export const byRoute = (a, b) => (a.onRoute === b.onRoute ? 0 : a.onRoute - b.onRoute);
// Beside the route as on the site's list: undone first, those with most flags, those with fewest left.
const over = (home) => Number(home.eligible || (!home.left && home.waits));
const need = (a, b) => over(a) - over(b) || b.flags.length - a.flags.length || a.left - b.left || a.place - b.place;
export const order = (a, b) => comes(b) - comes(a) || byRoute(a, b) || need(a, b);

export const ofToday = (app) => app.book.list().filter((home) => home.due).sort(order);
