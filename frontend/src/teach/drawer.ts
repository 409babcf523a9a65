/* One learner's details beside the class: fetched as HTML, addressed by the page's own URL. */

export interface Drawer {
  open(learner: string, name: string): Promise<void>;
  /** A row has changed: the facts of the open drawer are fetched again, unless one is writing. */
  changed(learners: readonly string[]): void;
}

const REFRESH_EVERY_MS = 4_000;
const PART = { "X-Attune-Part": "drawer" };

interface Wants {
  readonly dialog: HTMLDialogElement;
  /** The live class's own address. */
  readonly place: string;
  readonly nameOf: (learner: string) => string;
  /** Where the focus goes back to when the drawer closes. */
  readonly buttonOf: (learner: string) => HTMLElement | null;
  readonly marked: () => void;
}

export function drawer(wants: Wants): Drawer {
  const { dialog, place } = wants;
  const name = part<HTMLElement>(dialog, "#drawer-name");
  const body = part<HTMLElement>(dialog, "[data-place]");
  let learner = "";
  let refreshedMs = 0;
  let later = 0;
  let turn = 0;

  async function show(url: string, init: RequestInit = {}, isWelcome = (): boolean => true): Promise<void> {
    const mine = (turn += 1);
    let html: string;
    try {
      const answer = await fetch(url, { ...init, headers: PART });
      html = answer.ok || answer.status === 400 ? await answer.text() : "";
    } catch {
      html = "";
    }
    // Asked for something else meanwhile, or began to write: what comes now would wipe that out.
    if (mine !== turn || !isWelcome()) return;
    refreshedMs = Date.now();
    if (html) body.innerHTML = html;
    else problem("This needs a connection, and a sign-in. Try again in a moment.");
  }

  function problem(text: string): void {
    const line = document.createElement("p");
    line.className = "notice";
    line.dataset["state"] = "warning";
    line.setAttribute("role", "alert");
    line.textContent = text;
    body.prepend(line);
  }

  async function open(who: string, whose: string): Promise<void> {
    learner = who;
    name.textContent = whose;
    body.replaceChildren();
    if (!dialog.open) dialog.showModal();
    name.focus();
    address(who);
    await show(`${place}learners/${who}/`);
  }

  function address(who: string): void {
    const url = new URL(location.href);
    if (url.searchParams.get("learner") === (who || null)) return;
    if (who) url.searchParams.set("learner", who);
    else url.searchParams.delete("learner");
    history.pushState({}, "", url);
  }

  function closed(): void {
    // The event comes late: who is quick has opened another learner's by then.
    if (dialog.open) return;
    const who = learner;
    learner = "";
    turn += 1;
    address("");
    wants.buttonOf(who)?.focus();
  }

  async function submitted(event: SubmitEvent): Promise<void> {
    const form = event.target as HTMLFormElement;
    const button = event.submitter as HTMLButtonElement | null;
    event.preventDefault();
    window.clearTimeout(later);
    const data = new FormData(form, button);
    await show(button?.hasAttribute("formaction") ? button.formAction : form.action, { method: "POST", body: data });
    name.focus();
    if (form.matches("[data-mark]")) wants.marked();
  }

  function isWriting(): boolean {
    const at = document.activeElement;
    const text = body.querySelector("textarea");
    return Boolean(text?.value) || (at instanceof HTMLElement && body.contains(at));
  }

  function changed(learners: readonly string[]): void {
    if (!learner || !learners.includes(learner)) return;
    window.clearTimeout(later);
    const waitMs = Math.max(0, refreshedMs + REFRESH_EVERY_MS - Date.now());
    later = window.setTimeout(() => {
      if (learner && !isWriting()) void show(`${place}learners/${learner}/`, {}, () => !isWriting());
    }, waitMs);
  }

  function followAddress(): void {
    const who = new URL(location.href).searchParams.get("learner") ?? "";
    if (who && who !== learner) void open(who, wants.nameOf(who));
    else if (!who && dialog.open) dialog.close();
  }

  dialog.addEventListener("close", closed);
  dialog.addEventListener("submit", (event) => void submitted(event));
  part<HTMLElement>(dialog, "[data-close]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  window.addEventListener("popstate", followAddress);
  followAddress();
  return { open, changed };
}

function part<T extends HTMLElement>(root: HTMLElement, selector: string): T {
  const found = root.querySelector<T>(selector);
  if (!found) throw new Error(`The drawer has no ${selector}.`);
  return found;
}
