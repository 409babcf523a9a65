/* Every page: the look can be changed without a reload, and a menu closes when one leaves it. */
import "./styles/site.css";

const themes = document.querySelector<HTMLFormElement>("[data-appearance]");

themes?.addEventListener("submit", (event) => {
  const chosen = event.submitter as HTMLButtonElement | null;
  if (!chosen) return;
  event.preventDefault();
  document.documentElement.dataset["theme"] = chosen.value;
  for (const button of themes.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button === chosen));
  }
  // Offline the look still changes for this page; the choice is stored when it is made online.
  void fetch(themes.action, { method: "POST", body: new FormData(themes, chosen) }).catch(() => {});
});

const menu = document.querySelector<HTMLDetailsElement>("details.person");

function closeMenu(event: Event): void {
  if (menu?.open && !menu.contains(event.target as Node)) menu.open = false;
}

document.addEventListener("pointerdown", closeMenu);
document.addEventListener("focusin", closeMenu);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu?.open) return;
  menu.open = false;
  menu.querySelector("summary")?.focus();
});

// Where there is none (plain HTTP beyond this machine), pages simply need the network.
void navigator.serviceWorker?.register("/sw.js");
