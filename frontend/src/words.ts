// Words in the reader's language: Django's JavaScript catalogue where it is loaded, else English.

declare global {
  // Set by Django's JavaScriptCatalog.
  var gettext: ((text: string) => string) | undefined;
}

export function _(text: string): string {
  return globalThis.gettext?.(text) ?? text;
}

/** Fills `{name}` places, after translation. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}

/** The text of an element as it should be spoken: mathematics by its label, not letter by letter. */
export function spoken(element: Element): string {
  const copy = element.cloneNode(true) as Element;
  for (const maths of copy.querySelectorAll("math")) {
    const label = maths.getAttribute("aria-label") ?? maths.getAttribute("alttext");
    if (label !== null) maths.replaceWith(` ${label} `);
  }
  const silent = "[aria-hidden=true], [hidden], form, button, details, template";
  for (const element of copy.querySelectorAll(silent)) element.remove();
  return (copy.textContent ?? "").replace(/\s+/g, " ").trim();
}
