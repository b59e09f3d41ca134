// The rows of an answer as a table. Of many the first are shown, and the rest when they are asked for.
import { button, make } from "/page/dom.js";
import { formatCount, formatUnit, formatValue } from "/page/format.js";
import { columnOf, headOf, statusCell } from "/page/targets.js";

const FIRST = 12;
const MOST = 500;

export const isNumber = (column) => column.role !== "dimension" && column.role !== "period" && column.type !== "text";

export function headings(answer, words) {
  return answer.columns.map((column) => {
    const shared = answer.columns.some((other) => other !== column && other.label === column.label);
    const more = shared && words[column.role] && column.role !== "value" ? ` · ${words[column.role]}` : "";
    if (column.role === "period" && words.grains[column.of]) return words.grains[column.of];
    return headOf(column, words) || (column.label || column.name) + (isNumber(column) ? more : "");
  });
}

export function table(answer, words) {
  const box = make("div", "tablebox");
  const scroll = make("div", "scroll");
  const made = make("table");
  made.append(make("caption", "hidden", answer.readback || answer.text), make("thead"));
  made.tHead.append(headRow(answer, words));
  const body = make("tbody");
  const large = answer.columns.map((_, place) => answer.rows.some((row) => Math.abs(row[place]) >= 1e6));
  answer.rows.slice(0, MOST).forEach((row, place) => body.append(bodyRow(answer, row, place, words, large)));
  made.append(body);
  if (answer.totals) made.append(totalRow(answer, words));
  scroll.append(made);
  scroll.tabIndex = 0;
  scroll.setAttribute("role", "group");
  scroll.setAttribute("aria-label", words.table);
  box.append(scroll);
  const count = Math.min(answer.rows.length, MOST);
  if (count > FIRST) {
    const more = button(words.all_rows(formatCount(count, answer.locale)), "more", () => {
      const open = box.classList.toggle("whole");
      more.textContent = open ? words.fewer_rows : words.all_rows(formatCount(count, answer.locale));
      more.setAttribute("aria-expanded", String(open));
    });
    more.setAttribute("aria-expanded", "false");
    box.append(more);
  }
  return box;
}

function headRow(answer, words) {
  const head = make("tr");
  headings(answer, words).forEach((text, place) => {
    const cell = make("th", isNumber(answer.columns[place]) ? "number" : "", text);
    cell.scope = "col";
    head.append(cell);
  });
  return head;
}

function bodyRow(answer, row, place, words, large) {
  const line = make("tr", place >= FIRST ? "later" : "");
  row.forEach((value, column) => line.append(cell(answer, row, value, column, words, large[column])));
  return line;
}

function totalRow(answer, words) {
  const foot = make("tfoot");
  const line = make("tr", "total");
  answer.totals.row.forEach((value, place) => {
    const column = answer.columns[place];
    line.append(make("td", isNumber(column) ? "number" : "", isNumber(column) ? formatValue(value, column, answer.locale) : place ? "" : words.total));
  });
  foot.append(line);
  return foot;
}

// Of a column with large amounts all are written as such.
function cell(answer, row, value, place, words, compact) {
  const column = { ...columnOf(answer, row, answer.columns[place]), compact };
  const points = column.unit === "percentage_point" && column.name === "gap" && value !== null ? words.points : "";
  if (column.role === "period" && typeof value === "string") return make("td", "unit", formatUnit(value, column.of, answer.locale));
  return statusCell(value, column, words) || make("td", cellClass(answer, column, value), signed(value, column) + formatValue(value, column, answer.locale) + points);
}

// A change says that it went up; of points the format does already.
const signed = (value, column) => (column.role.startsWith("change") && value > 0 && column.unit !== "percentage_point" ? "+" : "");

// A change is good or bad by the way that is good for its metric.
function cellClass(answer, column, value) {
  if (!isNumber(column)) return "";
  const metric = answer.metrics.find((each) => each.name === column.metric);
  if (!column.role.startsWith("change") || !value || !metric || metric.direction === "none") return "number";
  return `number ${(value > 0) === (metric.direction === "up") ? "good" : "bad"}`;
}
