/* A lesson's analysis in pictures: each draws the very figures of the table below it. */
import "./styles/teach.css";
import { draw, type Charts } from "./teach/charts";

const data = document.getElementById("charts");
if (data?.textContent) draw(JSON.parse(data.textContent) as Charts);
