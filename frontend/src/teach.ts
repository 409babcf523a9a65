/* The live class: takes over the table that the server rendered, and follows the class. */
import "./styles/teach.css";
import type { ClassBoot, LiveClass } from "./teach/live-class";
import "./teach/live-class";

const data = document.getElementById("attune-class");
const room = document.querySelector<LiveClass>("attune-live-class");

if (data?.textContent && room) room.start(JSON.parse(data.textContent) as ClassBoot);
