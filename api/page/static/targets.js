// Targets on the page: the bar under a single number, the cells and heads of columns of targets.
import { make } from "/page/dom.js";
import { declared } from "/page/format.js";

const TONES = { on_track: "good", behind: "bad", unknown: "plain" };

// A bar of what is reached of what is due, and in words what that is. Full is the target; beyond it the bar is full.
export function targetBar(answer, words, format) {
  const target = answer.target;
  if (!target || target.attainment === null) return null;
  const box = make("div", "target");
  const bar = make("div", `bar ${TONES[target.status]}`);
  bar.setAttribute("role", "img");
  const share = format(target.attainment, { unit: "share" });
  // 103 percent of a waiting time is no success: which way is good is said where less is.
  const told = words.attained(share, answer.metrics[0]?.direction === "down");
  bar.setAttribute("aria-label", `${told}, ${words.statuses[target.status]}`);
  const fill = make("span");
  fill.style.width = `${Math.max(0, Math.min(1, target.attainment)) * 100}%`;
  bar.append(fill);
  box.append(bar, make("small", TONES[target.status], `${told} · ${words.statuses[target.status]}`));
  return box;
}

// What a column of targets is called: of a metric, or of a board.
export function headOf(column, words) {
  const label = column.label || column.name;
  const kind = /__(target|attainment|status)$/.exec(column.name);
  if (kind) return `${label} · ${words[{ target: "target", attainment: "attainment", status: "standing" }[kind[1]]]}`;
  return column.role === "target" ? label : null;
}

// A board holds metrics of several units: each row is written in its own.
export function columnOf(answer, row, column) {
  if (!answer.query || answer.query.kind !== "board" || column.unit || (column.role !== "value" && column.role !== "target")) return column;
  const card = answer.metrics.find((metric) => metric.label === row[0]);
  if (!card) return column;
  const points = column.name === "gap" && card.unit === "share";
  return declared({ ...column, unit: points ? "percentage_point" : card.unit }, card);
}

// The status of a row in words and in its colour; null for any other cell.
export function statusCell(value, column, words) {
  if (column.type !== "text" || !/^(.*__)?status$/.test(column.name) || !(value in TONES)) return null;
  return make("td", `status ${TONES[value]}`, words.statuses[value]);
}
