// The connection: sends the outbox's frames, acknowledges, and starts again when it breaks.
//
// A frame may be sent twice; the server keeps it once. What is not acknowledged is sent again.

import { asMessage, type Outbox, type StoredFrame } from "./outbox";
import { PROTOCOL_VERSION, type ServerMessage } from "./protocol.gen";

export type ConnectionState = "connecting" | "live" | "offline" | "refused";

export interface SocketOptions {
  path: string;
  /** The beacon: takes one frame by POST where the socket cannot, as when the page goes away. */
  frameUrl(session: string): string;
  csrfToken: string;
  outbox: Outbox;
  onMessage(message: ServerMessage): void;
  onState(state: ConnectionState): void;
  now?(): number;
}

const ACK_WITHIN_MS = 10_000;
const IN_FLIGHT = 8;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 30_000;
const FRAME_EVERY_MS = 1_000;
// Close codes from 4400 on say that trying again will not help.
const FIRST_FINAL_CODE = 4400;
const LAST_FINAL_CODE = 4499;

export class Connection {
  #socket: WebSocket | null = null;
  #isWelcome = false;
  #isClosed = false;
  #attempts = 0;
  #slowUntil = 0;
  #frameEvery = FRAME_EVERY_MS;
  #sentAt = new Map<number, number>();
  #pumping: ReturnType<typeof setTimeout> | null = null;
  readonly #now: () => number;

  constructor(private readonly options: SocketOptions) {
    this.#now = options.now ?? Date.now;
    this.#holdStream();
    this.#connect();
    this.#pump();
    addEventListener("online", this.#retryNow);
    addEventListener("pagehide", this.#beacon);
    document.addEventListener("visibilitychange", this.#onVisibility);
  }

  close(): void {
    this.#isClosed = true;
    if (this.#pumping) clearTimeout(this.#pumping);
    removeEventListener("online", this.#retryNow);
    removeEventListener("pagehide", this.#beacon);
    document.removeEventListener("visibilitychange", this.#onVisibility);
    this.#beacon();
    this.#socket?.close(1000);
  }

  /** Writes and sends what is open at once, without waiting for the next second. */
  async flush(): Promise<void> {
    await this.options.outbox.seal();
    this.#send();
  }

  #connect(): void {
    if (this.#isClosed) return;
    this.options.onState("connecting");
    const address = new URL(this.options.path, location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(address);
    this.#socket = socket;
    socket.onopen = () => {
      const { stream } = this.options.outbox;
      socket.send(JSON.stringify({ type: "hello", protocol: PROTOCOL_VERSION, stream }));
    };
    socket.onmessage = (event: MessageEvent<string>) => this.#receive(event.data);
    socket.onclose = (event) => this.#lost(event.code);
  }

  #lost(code: number): void {
    this.#socket = null;
    this.#isWelcome = false;
    this.#sentAt.clear();
    if (this.#isClosed) return;
    if (code >= FIRST_FINAL_CODE && code <= LAST_FINAL_CODE) {
      this.options.onState("refused");
      return;
    }
    this.options.onState("offline");
    const longest = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#attempts);
    this.#attempts += 1;
    setTimeout(() => this.#retryNow(), longest * (0.5 + Math.random()));
  }

  #retryNow = (): void => {
    if (!this.#socket) this.#connect();
  };

  #receive(text: string): void {
    const message = JSON.parse(text) as ServerMessage;
    switch (message.type) {
      case "welcome":
        this.#isWelcome = true;
        this.#attempts = 0;
        this.#frameEvery = message.frame_every_ms;
        this.options.onState("live");
        void this.#sendLeftBehind();
        this.#send();
        break;
      case "ack":
        if (message.stream !== this.options.outbox.stream) return;
        for (const seq of message.seqs) this.#sentAt.delete(seq);
        void this.options.outbox.acked(message.seqs);
        this.#send();
        return;
      case "nack":
        void this.options.outbox.nacked(message);
        break;
      case "slow":
        this.#slowUntil = this.#now() + message.wait_ms;
        return;
    }
    this.options.onMessage(message);
  }

  #pump = (): void => {
    void this.flush().finally(() => {
      if (!this.#isClosed) this.#pumping = setTimeout(this.#pump, this.#frameEvery);
    });
  };

  #send(): void {
    if (!this.#isWelcome || !this.#socket || this.#now() < this.#slowUntil) return;
    for (const frame of this.options.outbox.waiting()) {
      const sentAt = this.#sentAt.get(frame.seq);
      if (sentAt !== undefined && this.#now() - sentAt > ACK_WITHIN_MS) {
        // A connection that no longer answers is as good as none: start a fresh one.
        this.#socket.close(4000);
        return;
      }
      if (sentAt !== undefined || this.#sentAt.size >= IN_FLIGHT) continue;
      this.#sentAt.set(frame.seq, this.#now());
      this.#socket.send(JSON.stringify(asMessage(frame, this.#now())));
    }
  }

  #onVisibility = (): void => {
    if (document.visibilityState === "hidden") this.#beacon();
  };

  /** A copy of what was not yet sent, for a page that may not live to send it. Twice is once. */
  #beacon = (): void => {
    this.options.outbox.sealAndWrite();
    for (const frame of this.options.outbox.waiting()) {
      if (this.#sentAt.has(frame.seq)) continue;
      navigator.sendBeacon(this.options.frameUrl(frame.session), this.#form(frame));
    }
  };

  #form(frame: StoredFrame): FormData {
    const form = new FormData();
    form.set("csrfmiddlewaretoken", this.options.csrfToken);
    form.set("frame", JSON.stringify(asMessage(frame, this.#now())));
    return form;
  }

  /** Delivers what earlier pages left behind, one tab at a time, each frame to its own session. */
  async #sendLeftBehind(): Promise<void> {
    const { outbox } = this.options;
    await navigator.locks?.request(
      `attune-left-behind-${outbox.person}`,
      { ifAvailable: true },
      async (lock) => {
        if (!lock) return;
        const alive = await liveStreams();
        for (const frame of await outbox.leftBehind((stream) => alive.has(stream))) {
          if (!(await this.#post(frame))) return;
        }
      },
    );
  }

  async #post(frame: StoredFrame): Promise<boolean> {
    try {
      const url = this.options.frameUrl(frame.session);
      const answer = await fetch(url, { method: "POST", body: this.#form(frame) });
      // A session that is gone, or a frame that is refused for good, would be refused for ever.
      const isFinal = answer.ok || [400, 404, 413].includes(answer.status);
      if (isFinal) await this.options.outbox.delivered(frame);
      return isFinal;
    } catch {
      return false;
    }
  }

  /** Holds a lock named after this page's stream, so that other tabs know it is alive. */
  #holdStream(): void {
    const name = streamLock(this.options.outbox.stream);
    void navigator.locks?.request(name, () => new Promise<void>(() => undefined));
  }
}

const STREAM_LOCK = "attune-stream-";

function streamLock(stream: string): string {
  return `${STREAM_LOCK}${stream}`;
}

async function liveStreams(): Promise<Set<string>> {
  const held = (await navigator.locks.query()).held ?? [];
  const names = held.map((lock) => lock.name ?? "").filter((name) => name.startsWith(STREAM_LOCK));
  return new Set(names.map((name) => name.slice(STREAM_LOCK.length)));
}
