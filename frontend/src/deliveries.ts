// Answers and finished segments that could not be delivered yet. Each is written down before it is
// sent, tagged by person, and forgotten only when the server has answered. The server keeps each
// once, by its key, so that sending twice does no harm.

import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { post, Refusal, SignedOut, Unreachable } from "./api";

export interface Delivery {
  key: string;
  person: string;
  url: string;
  body: object;
  written_at_ms: number;
}

interface Schema extends DBSchema {
  deliveries: { key: string; value: Delivery; indexes: { person: string } };
}

export interface DeliveryStore {
  put(delivery: Delivery): Promise<void>;
  remove(key: string): Promise<void>;
  all(person: string): Promise<Delivery[]>;
}

export type Sent<T> =
  | { kind: "delivered"; content: T }
  | { kind: "waiting" }
  | { kind: "refused"; why: string };

const RETRY_EVERY_MS = 20_000;

export class Deliveries {
  #waiting = new Map<string, Delivery>();
  #listeners = new Map<string, (content: unknown) => void>();
  #inFlight = new Set<string>();
  #isFlushing = false;

  constructor(
    private readonly store: DeliveryStore,
    private readonly person: string,
    private readonly onChange: (state: { waiting: number; isSignedOut: boolean }) => void,
    private readonly send: typeof post = post,
  ) {}

  /** Takes up what earlier pages left, and tries again whenever there is hope. */
  async start(): Promise<void> {
    for (const delivery of await this.store.all(this.person)) {
      this.#waiting.set(delivery.key, delivery);
    }
    addEventListener("online", () => void this.flush());
    addEventListener("focus", () => void this.flush());
    setInterval(() => void this.flush(), RETRY_EVERY_MS);
    this.#tell(false);
    await this.flush();
  }

  /** Writes down, then sends. `later` is called when a waiting one is delivered after all. */
  async deliver<T>(
    key: string,
    { url, body, later }: { url: string; body: object; later(content: T): void },
  ): Promise<Sent<T>> {
    const delivery = { key, person: this.person, url, body, written_at_ms: Date.now() };
    await this.store.put(delivery);
    this.#waiting.set(key, delivery);
    const sent = await this.#send<T>(delivery);
    if (sent.kind === "waiting") this.#listeners.set(key, (content) => later(content as T));
    else void this.flush();
    return sent;
  }

  /** Sends all that waits, oldest first; stops at the first that cannot be delivered now. */
  async flush(): Promise<void> {
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    try {
      for (const delivery of [...this.#waiting.values()].sort(byAge)) {
        if (this.#inFlight.has(delivery.key)) continue;
        const listener = this.#listeners.get(delivery.key);
        const sent = await this.#send<unknown>(delivery);
        if (sent.kind === "waiting") break;
        if (sent.kind === "delivered") listener?.(sent.content);
      }
    } finally {
      this.#isFlushing = false;
    }
  }

  async #send<T>(delivery: Delivery): Promise<Sent<T>> {
    this.#inFlight.add(delivery.key);
    try {
      const content = await this.send<T>(delivery.url, delivery.body);
      await this.#done(delivery.key);
      return { kind: "delivered", content };
    } catch (error) {
      if (error instanceof Refusal) {
        // What is refused for good must not block the others.
        await this.#done(delivery.key);
        return { kind: "refused", why: error.message };
      }
      if (!(error instanceof Unreachable || error instanceof SignedOut)) throw error;
      this.#tell(error instanceof SignedOut);
      return { kind: "waiting" };
    } finally {
      this.#inFlight.delete(delivery.key);
    }
  }

  async #done(key: string): Promise<void> {
    this.#waiting.delete(key);
    this.#listeners.delete(key);
    await this.store.remove(key);
    this.#tell(false);
  }

  #tell(isSignedOut: boolean): void {
    this.onChange({ waiting: this.#waiting.size, isSignedOut });
  }
}

function byAge(a: Delivery, b: Delivery): number {
  return a.written_at_ms - b.written_at_ms;
}

export async function openDeliveryStore(): Promise<DeliveryStore> {
  try {
    return indexed(
      await openDB<Schema>("attune-deliveries", 1, {
        upgrade(db) {
          db.createObjectStore("deliveries", { keyPath: "key" }).createIndex("person", "person");
        },
      }),
    );
  } catch {
    return inMemory();
  }
}

function indexed(db: IDBPDatabase<Schema>): DeliveryStore {
  return {
    put: async (delivery) => void (await db.put("deliveries", delivery)),
    remove: (key) => db.delete("deliveries", key),
    all: (person) => db.getAllFromIndex("deliveries", "person", person),
  };
}

export function inMemory(): DeliveryStore {
  const kept = new Map<string, Delivery>();
  return {
    put: async (delivery) => void kept.set(delivery.key, delivery),
    remove: async (key) => void kept.delete(key),
    all: async (person) => [...kept.values()].filter((delivery) => delivery.person === person),
  };
}
