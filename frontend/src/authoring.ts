// The teacher's import page: it follows the worker, so that nobody has to reload.
import "./styles/authoring.css";

const EVERY_MS = 1_000;
const place = document.getElementById("import-job");
const status = document.getElementById("import-status");

function isGoing(): boolean {
  const state = place?.querySelector<HTMLElement>("[data-state]")?.dataset["state"];
  return state === "checking" || state === "importing";
}

async function look(address: string): Promise<void> {
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(10_000) });
    // A sign-in page is no part of this one: leave what is shown.
    if (!answer.ok || answer.redirected || !place) return;
    const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = parsed.querySelector<HTMLElement>(".import-job");
    if (!next) return;
    const before = place.querySelector("h2")?.textContent ?? "";
    place.replaceChildren(next);
    const now = place.querySelector("h2")?.textContent ?? "";
    if (now !== before && status) status.textContent = now;
  } catch {
    // Offline: the next look may succeed, and the work goes on without this page.
  }
}

async function follow(): Promise<void> {
  const address = place?.dataset["part"];
  while (address && isGoing()) {
    await new Promise((done) => setTimeout(done, EVERY_MS));
    await look(address);
  }
}

void follow();
