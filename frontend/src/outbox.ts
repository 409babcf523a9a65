// The durable outbox. Events become frames; a frame is written to IndexedDB before it is sent and
// removed only when the server says that it is committed. Frames are tagged by person: on a shared
// computer nobody ever sends another's.

import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { FrameMessage, Nack, SignalEvent } from "./protocol.gen";

export interface StoredFrame {
  person: string;
  session: string;
  stream: string;
  seq: number;
  written_at_ms: number;
  events: SignalEvent[];
}

interface DeadEvent {
  person: string;
  code: string;
  detail: string;
  event: SignalEvent;
}

interface Schema extends DBSchema {
  frames: { key: [string, number]; value: StoredFrame; indexes: { person: string } };
  dead: { key: number; value: DeadEvent };
}

const MAX_EVENTS_A_FRAME = 100;
const KEEP_MS = 7 * 24 * 3_600_000;
const MAX_FRAMES = 2_000;

/** Where frames are kept; in memory where the browser has no IndexedDB (private mode, quota). */
export interface FrameStore {
  put(frame: StoredFrame): Promise<void>;
  remove(stream: string, seqs: readonly number[]): Promise<void>;
  all(person: string): Promise<StoredFrame[]>;
  bury(event: DeadEvent): Promise<void>;
  readonly isDurable: boolean;
}

export class Outbox {
  readonly stream = crypto.randomUUID();
  #seq = 0;
  #open: SignalEvent[] = [];
  #waiting = new Map<number, StoredFrame>();
  #dropped = 0;

  constructor(
    private readonly store: FrameStore,
    readonly person: string,
    readonly session: string,
    private readonly now: () => number = Date.now,
  ) {}

  get isDurable(): boolean {
    return this.store.isDurable;
  }

  /** How many events wait to be acknowledged. */
  get waitingCount(): number {
    let count = this.#open.length;
    for (const frame of this.#waiting.values()) count += frame.events.length;
    return count;
  }

  add(event: SignalEvent): void {
    this.#open.push(event);
    if (this.#open.length >= MAX_EVENTS_A_FRAME) void this.seal();
  }

  /** Closes the open frame and writes it down; null where there was nothing to send. */
  async seal(): Promise<StoredFrame | null> {
    const frame = this.sealNow();
    if (frame) await this.store.put(frame);
    return frame;
  }

  /** As `seal`, for a page that is going away: the write is started, not awaited. */
  sealNow(): StoredFrame | null {
    if (this.#open.length === 0) return null;
    this.#seq += 1;
    const { person, session, stream } = this;
    const events = this.#open.splice(0, MAX_EVENTS_A_FRAME);
    const frame = { person, session, stream, seq: this.#seq, written_at_ms: this.now(), events };
    this.#waiting.set(frame.seq, frame);
    this.#makeRoom();
    return frame;
  }

  sealAndWrite(): StoredFrame | null {
    const frame = this.sealNow();
    if (frame) void this.store.put(frame);
    return frame;
  }

  /** This page's frames that are not yet acknowledged, in order. */
  waiting(): StoredFrame[] {
    return [...this.#waiting.values()];
  }

  async acked(seqs: readonly number[]): Promise<void> {
    for (const seq of seqs) this.#waiting.delete(seq);
    await this.store.remove(this.stream, seqs);
  }

  /** Sets an event aside that can never be accepted, so that it blocks nothing. */
  async nacked(nack: Nack): Promise<void> {
    const event = this.#waiting.get(nack.seq)?.events[nack.index];
    if (!event) return;
    await this.store.bury({ person: this.person, code: nack.code, detail: nack.detail, event });
  }

  /** Frames that earlier pages of this person left behind; too old ones are dropped and counted. */
  async leftBehind(isAlive: (stream: string) => boolean): Promise<StoredFrame[]> {
    const frames = await this.store.all(this.person);
    const foreign = frames.filter((frame) => frame.stream !== this.stream && !isAlive(frame.stream));
    const isStale = (frame: StoredFrame): boolean => this.now() - frame.written_at_ms > KEEP_MS;
    for (const frame of foreign.filter(isStale)) {
      this.#dropped += frame.events.length;
      await this.store.remove(frame.stream, [frame.seq]);
    }
    return foreign.filter((frame) => !isStale(frame));
  }

  async delivered(frame: StoredFrame): Promise<void> {
    await this.store.remove(frame.stream, [frame.seq]);
  }

  /** How many events were dropped since the last call: itself worth an event. */
  takeDropped(): number {
    const dropped = this.#dropped;
    this.#dropped = 0;
    return dropped;
  }

  #makeRoom(): void {
    for (const [seq, frame] of this.#waiting) {
      if (this.#waiting.size <= MAX_FRAMES) return;
      this.#waiting.delete(seq);
      this.#dropped += frame.events.length;
      void this.store.remove(this.stream, [seq]);
    }
  }
}

export function asMessage(frame: StoredFrame, sent_at_ms: number): FrameMessage {
  const { stream, seq, events } = frame;
  return { type: "frame", stream, seq, sent_at_ms, events };
}

export async function openOutbox(person: string, session: string): Promise<Outbox> {
  return new Outbox(await openStore(), person, session);
}

async function openStore(): Promise<FrameStore> {
  try {
    return indexed(
      await openDB<Schema>("attune-outbox", 1, {
        upgrade(db) {
          const frames = db.createObjectStore("frames", { keyPath: ["stream", "seq"] });
          frames.createIndex("person", "person");
          db.createObjectStore("dead", { autoIncrement: true });
        },
      }),
    );
  } catch {
    return inMemory();
  }
}

function indexed(db: IDBPDatabase<Schema>): FrameStore {
  return {
    isDurable: true,
    put: async (frame) => {
      await db.put("frames", frame);
    },
    remove: async (stream, seqs) => {
      const change = db.transaction("frames", "readwrite");
      await Promise.all([...seqs.map((seq) => change.store.delete([stream, seq])), change.done]);
    },
    all: (person) => db.getAllFromIndex("frames", "person", person),
    bury: async (event) => {
      await db.add("dead", event);
    },
  };
}

export function inMemory(): FrameStore {
  const frames = new Map<string, StoredFrame>();
  const key = (stream: string, seq: number): string => `${stream} ${seq}`;
  return {
    isDurable: false,
    put: async (frame) => void frames.set(key(frame.stream, frame.seq), frame),
    remove: async (stream, seqs) => {
      for (const seq of seqs) frames.delete(key(stream, seq));
    },
    all: async (person) => [...frames.values()].filter((frame) => frame.person === person),
    bury: async () => undefined,
  };
}
