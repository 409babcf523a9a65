// Posts to the server, with the three ways in which that can go wrong told apart.

import { csrfToken } from "./boot";

/** The server could not be reached, or was not able to answer: worth trying again. */
export class Unreachable extends Error {}

/** The sign-in has run out. */
export class SignedOut extends Error {}

/** The server understood and refused, with a sentence that says why, and with what else it sent. */
export class Refusal extends Error {
  constructor(
    sentence: string,
    readonly content: Readonly<Record<string, unknown>> | null = null,
  ) {
    super(sentence);
  }
}

const ANSWER_WITHIN_MS = 15_000;

let person = "";

/** Whose page this is: on a shared computer somebody else may have signed in meanwhile. */
export function identify(learner: string): void {
  person = learner;
}

async function request(url: string, init: RequestInit): Promise<Response> {
  let answer: Response;
  try {
    const headers = { ...init.headers, "X-Attune-Person": person };
    answer = await fetch(url, { ...init, headers, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  } catch {
    throw new Unreachable(url);
  }
  if (answer.status === 401) throw new SignedOut(url);
  if (answer.status === 429 || answer.status >= 500) throw new Unreachable(url);
  return answer;
}

export async function post<T>(url: string, body: object = {}): Promise<T> {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": csrfToken() };
  const answer = await request(url, { method: "POST", headers, body: JSON.stringify(body) });
  const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
  const content = isJson ? ((await answer.json()) as T & { error?: string }) : null;
  if (!answer.ok || !content) throw new Refusal(content?.error ?? `${answer.status} ${url}`, content);
  return content;
}

export async function getText(url: string): Promise<string> {
  const answer = await request(url, {});
  if (!answer.ok) throw new Refusal(`${answer.status} ${url}`);
  return answer.text();
}
