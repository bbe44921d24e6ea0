// How written things leave the phone: in the order they were made, in batches, each with its own verdict.
export const BATCH = 50;

// What families answered goes to a place of its own; the order in which things were written stays.
const ANSWERS = "/dong-bo/y-kien";
export const pathOf = (record) => (record && record.event.op === "consent" ? ANSWERS : "/dong-bo");

export function together(waiting, size) {
  const other = waiting.findIndex((each) => pathOf(each) !== pathOf(waiting[0]));
  return waiting.slice(0, other < 0 ? size : Math.min(size, other));
}

// An agreement goes ahead of what was written before it: what was done under it may then be kept at once, also
// where a refusal arrived first. A household that is still to be sent itself comes before what it said.
export function agreementsFirst(waiting) {
  const made = new Set(waiting.filter(({ event }) => event.op === "household").map(({ event }) => event.household));
  const ahead = ({ event }) => event.op === "consent" && event.data.agreed.includes("checklist") && !made.has(event.household);
  return [...waiting.filter(ahead), ...waiting.filter((each) => !ahead(each))];
}

const STATUS = { applied: "sent", duplicate: "sent", review: "review", rejected: "rejected" };

// What became of each event that was answered, by its id; the others of a batch that was cut go on waiting.
export function verdicts(batch, results) {
  const sentIds = new Set(batch.map((each) => each.id));
  const answers = results.filter((each) => each && sentIds.has(each.id) && STATUS[each.status]);
  return new Map(answers.map((each) => [each.id, { status: STATUS[each.status], reason: each.reason, answeredAt: Date.now() }]));
}
