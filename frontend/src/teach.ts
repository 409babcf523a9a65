/* The live class: takes over the table that the server rendered, and follows the class. */
import "./styles/teach.css";
import type { Live } from "./protocol.gen";
import type { LiveClass } from "./teach/live-class";
import "./teach/live-class";

interface Boot {
  readonly socket_path: string;
  readonly live: Live;
}

const data = document.getElementById("attune-class");
const room = document.querySelector<LiveClass>("attune-live-class");

if (data?.textContent && room) {
  const boot = JSON.parse(data.textContent) as Boot;
  room.start(boot.socket_path, boot.live);
}
