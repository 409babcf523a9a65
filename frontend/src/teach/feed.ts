/* The live class's socket: only listens, comes back by itself, and knows when it has gone quiet. */
import type { Live, ServerMessage } from "../protocol.gen";

export type Connection = "connecting" | "live" | "lost";

export interface Feed {
  stop(): void;
}

/** The server says something at least every 10 s; twice that in silence is a lost connection. */
const SILENCE_MS = 25_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

interface Wants {
  readonly path: string;
  readonly onLive: (message: Live) => void;
  readonly onConnection: (connection: Connection) => void;
}

export function follow(wants: Wants): Feed {
  let socket: WebSocket | undefined;
  let waitMs = FIRST_WAIT_MS;
  let isStopped = false;
  let retry = 0;
  let silence = 0;

  function listenFor(): void {
    window.clearTimeout(silence);
    silence = window.setTimeout(() => socket?.close(), SILENCE_MS);
  }

  function heard(event: MessageEvent<string>): void {
    listenFor();
    const message = JSON.parse(event.data) as ServerMessage;
    if (message.type !== "live") return;
    waitMs = FIRST_WAIT_MS;
    wants.onConnection("live");
    wants.onLive(message);
  }

  function lost(): void {
    window.clearTimeout(silence);
    if (isStopped) return;
    wants.onConnection("lost");
    // Spread over half the wait, so that a school does not come back in one second.
    retry = window.setTimeout(open, waitMs * (0.75 + Math.random() / 2));
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
  }

  function open(): void {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    socket = new WebSocket(`${scheme}//${location.host}${wants.path}`);
    socket.addEventListener("open", listenFor);
    socket.addEventListener("message", heard);
    socket.addEventListener("close", lost);
  }

  open();
  return {
    stop(): void {
      isStopped = true;
      window.clearTimeout(retry);
      window.clearTimeout(silence);
      socket?.close();
    },
  };
}
