// Keeping an answer: its rows as CSV, its chart as PNG.
import { pictureOf } from "/page/chart.js";
import { make } from "/page/dom.js";
import { writeCell } from "/page/spreadsheet.js";
import { headings } from "/page/table.js";

function save(url, name) {
  const link = make("a");
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
}

function nameOf(answer, ending) {
  const words = (answer.metrics.map((each) => each.label).slice(0, 2).join(" ") || "answer").replace(/[^\p{L}\p{N}]+/gu, "-");
  return `${words}${answer.period ? `-${answer.period.as_of || answer.period.start}` : ""}.${ending}`;
}

// One field: a cell, quoted where it must be.
export function field(value) {
  const text = writeCell(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

// The rows as they are: raw values under the headings of the table. The mark at the start lets Excel read Chinese.
export function csvOf(answer, words) {
  const lines = [headings(answer, words), ...answer.rows, ...(answer.totals ? [answer.totals.row.map((value, place) => (place === 0 && value === null ? words.total : value))] : [])];
  return `\ufeff${lines.map((line) => line.map(field).join(",")).join("\r\n")}\r\n`;
}

export function saveRows(answer, words) {
  const url = URL.createObjectURL(new Blob([csvOf(answer, words)], { type: "text/csv;charset=utf-8" }));
  save(url, nameOf(answer, "csv"));
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

export async function saveChart(answer, figure) {
  save(await pictureOf(figure), nameOf(answer, "png"));
}
