/* A study's page: the bundle's progress without a reload. A session's picture: mark and row belong
   together. */
import "./styles/research.css";

interface BundleState {
  state: string;
  words: string;
  step: string;
  done_percent: number;
  is_going: boolean;
}

const ASK_EVERY_MS = 700;
/* After a failed answer the next question waits longer: the server may be restarting. */
const ASK_AFTER_FAILURE_MS = 4_000;

function watchBundle(box: HTMLElement): void {
  const bar = box.querySelector("progress");
  const words = box.querySelector("[data-bundle-words]");
  const said = document.querySelector("[data-bundle-said]");
  let told = -1;

  function show(state: BundleState): void {
    if (bar) {
      bar.value = state.done_percent;
      bar.textContent = `${state.done_percent} %`;
    }
    if (words) words.textContent = `${state.words}: ${state.step || "…"}, ${state.done_percent} %`;
    /* Spoken at every quarter, not at every step. */
    const quarter = Math.floor(state.done_percent / 25);
    if (said && quarter !== told) {
      told = quarter;
      said.textContent = `${state.words}, ${state.done_percent} %`;
    }
  }

  async function ask(): Promise<void> {
    let wait = ASK_EVERY_MS;
    try {
      const answer = await fetch(box.dataset["bundle"] ?? "", { headers: { accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const state = (await answer.json()) as BundleState;
      show(state);
      if (!state.is_going) {
        location.reload();
        return;
      }
    } catch {
      wait = ASK_AFTER_FAILURE_MS;
    }
    setTimeout(() => void ask(), wait);
  }

  void ask();
}

for (const box of document.querySelectorAll<HTMLElement>("[data-bundle]")) watchBundle(box);

const picture = document.querySelector(".session-picture");

function lightUp(number: string): void {
  for (const lit of document.querySelectorAll(".is-lit")) lit.classList.remove("is-lit");
  document.getElementById(`mark-${number}`)?.classList.add("is-lit");
  document.getElementById(`row-${number}`)?.classList.add("is-lit");
}

picture?.addEventListener("click", (event) => {
  const mark = (event.target as Element).closest(".mark");
  if (!mark) return;
  const number = mark.id.replace("mark-", "");
  lightUp(number);
  document.getElementById(`row-${number}`)?.scrollIntoView({ block: "center" });
});

document.querySelector(".mark-table")?.addEventListener("click", (event) => {
  const row = (event.target as Element).closest<HTMLElement>("[data-mark]");
  if (row?.dataset["mark"]) lightUp(row.dataset["mark"]);
});
