import { html, type TemplateResult } from "lit";

/** One of the pictures of the page's own sprite; always beside a word, so hidden from readers. */
export function icon(name: string): TemplateResult {
  return html`<svg class="icon" aria-hidden="true"><use href="#i-${name}"></use></svg>`;
}
