// What the server says of a lesson that is being written.

export type Files = Readonly<Record<string, string>>;

export interface Standing {
  readonly files: Files;
  readonly revision: number;
  readonly version: number;
  readonly by: string;
  readonly at: string | null;
}

export interface Starter {
  readonly name: string;
  readonly label: string;
  readonly block: string;
}

export interface Boot extends Standing {
  readonly skills: readonly { readonly slug: string; readonly title: string }[];
  readonly kinds: readonly { readonly name: string; readonly label: string }[];
  readonly starters: readonly Starter[];
  readonly unnamed: string;
  readonly person: string;
}

/** Something to mend. `file` is "course" for what the course as a whole lacks. */
export interface Finding {
  readonly weight: "error" | "skipped" | "note";
  readonly file: string;
  readonly line: number;
  readonly reason: string;
}

export interface CheckReply {
  readonly findings: readonly Finding[];
  readonly html: string | null;
}

export const LESSON_FILE = "lesson.md";
const PART = /^(\d{2,3})-([a-z0-9-]+)\.md$/;

/** The files in the order of the lesson: what is said of it, then its parts by number. */
export function ordered(files: Files): string[] {
  return Object.keys(files).sort((one, other) => number(one) - number(other));
}

export function number(file: string): number {
  return file === LESSON_FILE ? -1 : Number(PART.exec(file)?.[1] ?? 999);
}

export function words(file: string): string {
  return PART.exec(file)?.[2] ?? "";
}

/** The title in a file's front matter; the file's words until it has one. */
export function titleOf(file: string, text: string): string {
  const found = /^title:[ \t]*(.+?)[ \t]*$/m.exec(text)?.[1] ?? "";
  const bare = /^(['"]).*\1$/.test(found) ? found.slice(1, -1).replaceAll("''", "'") : found;
  return bare || words(file).replaceAll("-", " ") || file;
}

export function slugOf(title: string): string {
  const plain = title.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  return plain.replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 60) || "part";
}
