// The page that stands in for one that is not on this device: it names the lessons that are.

const LESSON = /^\/learn\/[^/]+\/[^/]+\/$/;

async function lessons(): Promise<[path: string, title: string][]> {
  const found: [string, string][] = [];
  for (const name of await caches.keys()) {
    if (!name.startsWith("attune-pages-")) continue;
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const { pathname } = new URL(request.url);
      if (!LESSON.test(pathname)) continue;
      const page = new DOMParser().parseFromString(await (await cache.match(request))!.text(), "text/html");
      found.push([pathname, page.querySelector("h1")?.textContent ?? pathname]);
    }
  }
  return found;
}

async function list(): Promise<void> {
  const section = document.getElementById("here");
  const found = await lessons();
  for (const [path, title] of found) {
    const link = document.createElement("a");
    link.href = path;
    link.textContent = title;
    const line = document.createElement("li");
    line.append(link);
    section?.querySelector("ul")?.append(line);
  }
  if (section) section.hidden = found.length === 0;
}

document.getElementById("again")?.addEventListener("click", () => location.reload());
// Who has followed a link meanwhile goes there: a reload would call that off.
let isLeaving = false;
addEventListener("beforeunload", () => {
  isLeaving = true;
});
addEventListener("online", () => {
  if (!isLeaving) location.reload();
});
void list();
