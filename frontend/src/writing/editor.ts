// The text of one file: CodeMirror with Markdown, YAML in front matter and items, and marks at lines.

import { autocompletion, type CompletionContext, type CompletionResult, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { defineLanguageFacet, HighlightStyle, Language, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { parseMixed } from "@lezer/common";
import { styleTags, tags } from "@lezer/highlight";
import { type MarkdownConfig, parseCode, parser as markdown, Table } from "@lezer/markdown";
import { parser as yaml } from "@lezer/yaml";
import type { Finding } from "./shapes";

const FENCE = "---";

const frontMatter: MarkdownConfig = {
  defineNodes: [{ name: "FrontMatter", block: true }],
  props: [styleTags({ FrontMatter: tags.meta })],
  parseBlock: [
    {
      name: "FrontMatter",
      before: "HorizontalRule",
      parse(context, line) {
        if (context.lineStart !== 0 || line.text.trimEnd() !== FENCE) return false;
        while (context.nextLine()) {
          if (line.text.trimEnd() !== FENCE) continue;
          const end = context.lineStart + line.text.length;
          context.nextLine();
          context.addElement(context.elt("FrontMatter", 0, end));
          return true;
        }
        return false;
      },
    },
  ],
  wrap: parseMixed((node) => {
    if (node.name !== "FrontMatter") return null;
    return { parser: yaml, overlay: [{ from: node.from + FENCE.length, to: Math.max(node.from + FENCE.length, node.to - FENCE.length) }] };
  }),
};

const language = new Language(
  defineLanguageFacet(),
  markdown.configure([Table, frontMatter, parseCode({ codeParser: (info) => (info === "item" ? yaml : null) })]),
  [],
  "lesson",
);

const colours = syntaxHighlighting(
  HighlightStyle.define([
    { tag: tags.heading, fontWeight: "700", color: "var(--primary)" },
    { tag: tags.strong, fontWeight: "700" },
    { tag: tags.emphasis, fontStyle: "italic" },
    { tag: [tags.link, tags.url], color: "var(--primary)" },
    { tag: [tags.definition(tags.propertyName), tags.propertyName], color: "var(--primary)" },
    { tag: [tags.string, tags.attributeValue], color: "var(--right)" },
    { tag: [tags.keyword, tags.atom, tags.labelName], color: "var(--almost)" },
    { tag: [tags.processingInstruction, tags.meta, tags.comment, tags.punctuation], color: "var(--ink-soft)" },
    { tag: tags.monospace, color: "var(--almost)" },
  ]),
);

const look = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--raised)", fontSize: "0.95rem", height: "100%" },
  // The whole box shows the focus (writing.css).
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "ui-monospace, 'Cascadia Mono', 'DejaVu Sans Mono', monospace", lineHeight: "1.6" },
  ".cm-content": { caretColor: "var(--ink)", padding: "0.75rem 0" },
  ".cm-gutters": { backgroundColor: "var(--sunken)", color: "var(--ink-soft)", border: "0" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--primary) 7%, transparent)" },
  ".cm-tooltip": { backgroundColor: "var(--raised)", color: "var(--ink)", border: "1px solid var(--line-strong)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--primary)", color: "var(--on-primary)" },
  ".cm-diagnostic": { fontFamily: "var(--font)", borderInlineStart: "4px solid var(--not-yet)", padding: "0.5rem 0.75rem" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--not-yet)", textUnderlineOffset: "0.2em" },
});

interface Wants {
  readonly place: HTMLElement;
  readonly changed: (file: string, text: string) => void;
  readonly skills: readonly { slug: string; title: string }[];
  readonly kinds: readonly { name: string; label: string }[];
  readonly types: readonly { name: string; label: string }[];
}

export class Editor {
  readonly #view: EditorView;
  readonly #states = new Map<string, EditorState>();
  #file = "";

  constructor(private readonly wants: Wants) {
    // In a shadow tree its styles are adopted sheets, which the page's strict policy lets be.
    const root = wants.place.attachShadow({ mode: "open" });
    this.#view = new EditorView({ parent: root, root });
  }

  get file(): string {
    return this.#file;
  }

  /** Shows a file; what was undone and can be done again is kept for each. */
  open(file: string, text: string, label: string): void {
    if (this.#file) this.#states.set(this.#file, this.#view.state);
    this.#file = file;
    const kept = this.#states.get(file);
    const isSame = kept?.doc.toString() === text;
    this.#view.setState(kept && isSame ? kept : this.#fresh(file, text, label));
  }

  /** Forgets what was typed in a file that changed from elsewhere. */
  forget(file: string): void {
    this.#states.delete(file);
    if (file === this.#file) this.#file = "";
  }

  mark(findings: readonly Finding[]): void {
    const { state } = this.#view;
    const diagnostics = findings
      .filter((finding) => finding.file === this.#file)
      .map((finding): Diagnostic => {
        const line = state.doc.line(Math.min(Math.max(finding.line, 1), state.doc.lines));
        const severity = finding.weight === "error" ? "error" : "info";
        return { from: line.from, to: line.to, severity, message: finding.reason };
      });
    this.#view.dispatch(setDiagnostics(state, diagnostics));
  }

  goTo(lineNumber: number): void {
    const line = this.#view.state.doc.line(Math.min(Math.max(lineNumber, 1), this.#view.state.doc.lines));
    this.#view.dispatch({ selection: { anchor: line.from }, effects: EditorView.scrollIntoView(line.from, { y: "center" }) });
    this.#view.focus();
  }

  /** Puts text at the end, in a paragraph of its own, and the cursor at its beginning. */
  append(block: string): void {
    const { doc } = this.#view.state;
    const gap = doc.length === 0 || doc.toString().endsWith("\n") ? "" : "\n";
    const at = doc.length;
    this.#view.dispatch({
      changes: { from: at, insert: gap + block },
      selection: { anchor: at + gap.length + 1 },
      scrollIntoView: true,
      userEvent: "input",
    });
    this.#view.focus();
  }

  /** Puts text in the place of the selection. */
  insert(text: string): void {
    this.#view.dispatch(this.#view.state.replaceSelection(text), { scrollIntoView: true, userEvent: "input" });
    this.#view.focus();
  }

  /** Names a skill in the item that the cursor is in, else for the whole part. */
  useSkill(slug: string): void {
    const { doc, selection } = this.#view.state;
    const here = doc.lineAt(selection.main.head).number;
    const texts = doc.toString().split("\n");
    const opened = texts.findLastIndex((text, index) => index < here && /^`{3,}item\s*$/.test(text));
    const closed = opened < 0 ? -1 : texts.findIndex((text, index) => index > opened && /^`{3,}\s*$/.test(text));
    const isInItem = opened >= 0 && here <= closed + 1;
    const [from, to] = isInItem ? [opened + 1, closed] : [1, texts.indexOf(FENCE, 1)];
    const at = texts.findIndex((text, index) => index >= from && index < to && text.startsWith("skills:"));
    if (at < 0) this.#change(doc.line(from + 1).from, 0, `skills: [${slug}]\n`);
    else {
      const line = doc.line(at + 1);
      const present = [...line.text.matchAll(/[a-z0-9]+(?:-[a-z0-9]+)*/g)].map((match) => match[0]).slice(1);
      if (!present.includes(slug)) this.#change(line.from, line.length, `skills: [${[...present, slug].join(", ")}]`);
    }
    this.#view.focus();
  }

  #change(from: number, length: number, insert: string): void {
    this.#view.dispatch({ changes: { from, to: from + length, insert }, userEvent: "input" });
  }

  #fresh(file: string, text: string, label: string): EditorState {
    const changed = EditorView.updateListener.of((update) => {
      if (update.docChanged) this.wants.changed(file, update.state.doc.toString());
    });
    return EditorState.create({ doc: text, extensions: [changed, ...this.#extensions(label)] });
  }

  #extensions(label: string): Extension[] {
    return [
      language,
      colours,
      look,
      history(),
      lineNumbers(),
      lintGutter(),
      highlightActiveLine(),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0", spellcheck: "true", autocapitalize: "off" }),
      autocompletion({ override: [(context) => this.#offer(context)] }),
      // Tab is not among them: it leaves the text, for those who have no pointer.
      keymap.of([...completionKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap]),
    ];
  }

  #offer(context: CompletionContext): CompletionResult | null {
    const line = context.state.doc.lineAt(context.pos);
    const word = context.matchBefore(/[a-z0-9_-]*/);
    const key = /^(skills|kind|type):/.exec(line.text)?.[1];
    if (!key || !word || (word.from === word.to && !context.explicit)) return null;
    if (word.from < line.from + key.length + 1) return null;
    const { skills, kinds, types } = this.wants;
    const options =
      key === "skills"
        ? skills.map(({ slug, title }) => ({ label: slug, detail: title }))
        : (key === "kind" ? kinds : types).map(({ name, label }) => ({ label: name, detail: label }));
    return { from: word.from, options };
  }
}
