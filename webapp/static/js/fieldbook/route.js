// The day's order: those promised or chosen for today first, by the route, those already met after them.
const comes = (home) => (home.due ? (home.metToday ? 1 : 2) : 0);
export const byRoute = (a, b) => (a.onRoute === b.onRoute ? 0 : a.onRoute - b.onRoute);
export const order = (a, b) => comes(b) - comes(a) || byRoute(a, b) || Number(!a.left) - Number(!b.left) || a.left - b.left || a.place - b.place;

export const ofToday = (app) => app.book.list().filter((home) => home.due).sort(order);
