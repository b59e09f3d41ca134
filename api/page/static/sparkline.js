// A year in a line, without axes: what it says is said in words too.
import { draw } from "/page/dom.js";
import { formatUnit } from "/page/format.js";

const WIDE = 200;
const HIGH = 40;
const EDGE = 4;

// ``points`` are [day, value or null]; ``say`` writes a value. Where a value is missing, the line is broken.
export function sparkline(points, say, words, locale) {
  const known = points.map(([, value]) => value).filter((value) => value !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const x = (place) => EDGE + (place / Math.max(1, points.length - 1)) * (WIDE - 2 * EDGE);
  const y = (value) => HIGH - EDGE - ((value - low) / (high - low || 1)) * (HIGH - 2 * EDGE);
  const svg = draw("svg", { class: "spark", viewBox: `0 0 ${WIDE} ${HIGH}`, role: "img", preserveAspectRatio: "none" });
  const ends = `${formatUnit(points[0][0], "month", locale)} – ${formatUnit(points[points.length - 1][0], "month", locale)}`;
  svg.setAttribute("aria-label", `${words.months}, ${ends}: ${say(low)} – ${say(high)}`);
  const title = draw("title", {});
  title.textContent = svg.getAttribute("aria-label");
  let path = "";
  points.forEach(([, value], place) => {
    if (value === null) return;
    const begins = place === 0 || points[place - 1][1] === null;
    path += `${begins ? "M" : "L"}${x(place).toFixed(1)} ${y(value).toFixed(1)}`;
  });
  svg.append(title, draw("path", { d: path, "vector-effect": "non-scaling-stroke" }));
  return svg;
}
