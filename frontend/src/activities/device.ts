// Times on two devices differ by more than two days do. A number drawn once and kept in this browser
// tells a person's own devices apart in their own results; it is used for nothing else.

const STORE = "attune-activity-device";

export function device(): string {
  const known = localStorage.getItem(STORE);
  if (known) return known;
  const drawn = crypto.randomUUID();
  localStorage.setItem(STORE, drawn);
  return drawn;
}
