// The rows of an answer as a table. Of many the first are shown, and the rest when they are asked for.
import { button, make } from "/page/dom.js";
import { formatCount, formatPeriod, formatUnit, formatValue, unitOf } from "/page/format.js";
import { sayWider } from "/page/sideways.js";
import { columnOf, headOf, statusCell } from "/page/targets.js";

const FIRST = 12;
// So few more are shown with the first.
const SPARED = 3;
const MOST = 500;

export const isNumber = (column) => column.role !== "dimension" && column.role !== "period" && column.type !== "text";

const isBoard = (answer) => answer.query?.kind === "board";

// A line of a board stands in several rows of a narrow screen: each cell says what it is, and the table stays one to who cannot see it.
function asTable(made, columns, names) {
  made.setAttribute("role", "table");
  for (const part of made.querySelectorAll("thead, tbody")) part.setAttribute("role", "rowgroup");
  for (const line of made.rows) {
    line.setAttribute("role", "row");
    [...line.cells].forEach((cell, place) => {
      cell.setAttribute("role", cell.tagName === "TH" ? "columnheader" : "cell");
      cell.dataset.head = names[place];
      cell.dataset.column = columns[place].name;
    });
  }
}

export function headings(answer, words) {
  return answer.columns.map((column) => {
    const shared = answer.columns.some((other) => other !== column && other.label === column.label);
    const more = shared && words[column.role] && column.role !== "value" ? ` · ${words[column.role]}` : "";
    if (column.role === "period" && words.grains[column.of]) return words.grains[column.of];
    const unit = column.role === "target" ? "" : unitOf(column, words);
    const text = headOf(column, words) || (column.label || column.name) + (isNumber(column) ? more : "");
    return unit ? words.in_unit(text, unit) : text;
  });
}

export function table(answer, words) {
  const box = make("div", isBoard(answer) ? "tablebox board" : "tablebox");
  const scroll = make("div", "scroll");
  const made = make("table");
  made.append(make("caption", "hidden", answer.readback || answer.text), make("thead"));
  made.tHead.append(headRow(answer, words));
  const body = make("tbody");
  const first = answer.rows.length <= FIRST + SPARED ? answer.rows.length : FIRST;
  const forms = answer.columns.map((column, place) => formOf(answer, column, place));
  answer.rows.slice(0, MOST).forEach((row, place) => body.append(bodyRow(answer, row, place >= first, words, forms)));
  made.append(body);
  if (answer.totals) made.append(totalRow(answer, words, forms));
  if (isBoard(answer)) asTable(made, answer.columns, headings(answer, words));
  scroll.append(made);
  scroll.tabIndex = 0;
  scroll.setAttribute("role", "group");
  scroll.setAttribute("aria-label", words.table);
  box.append(scroll);
  sayWider(box, scroll, words);
  if (answer.rows.length > first) box.append(...moreRows(answer, box, words));
  return box;
}

// The button that shows the rest of the rows; of very many only the first are here, and where all are is said.
function moreRows(answer, box, words) {
  const [here, all] = [Math.min(answer.rows.length, MOST), answer.rows.length].map((count) => formatCount(count, answer.locale));
  const whole = here === all ? words.all_rows(all) : words.first_rows(here, all);
  const more = button(whole, "more", () => {
    const open = box.classList.toggle("whole");
    more.textContent = open ? words.fewer_rows : whole;
    more.setAttribute("aria-expanded", String(open));
  });
  more.setAttribute("aria-expanded", "false");
  return here === all ? [more] : [more, make("p", "remark kept", words.rows_kept(here, all))];
}

function headRow(answer, words) {
  const head = make("tr");
  headings(answer, words).forEach((text, place) => {
    const column = answer.columns[place];
    const cell = make("th", isNumber(column) ? "number" : "", column.unit === "percentage_point" ? words.in_unit(text, words.points.trim()) : text);
    cell.scope = "col";
    head.append(cell);
  });
  return head;
}

const isLarge = (value) => Math.abs(value) >= 1e6;

// How the numbers of a column are written: of one with large amounts all in short, and all with as many decimals. A board's are alike by line.
function formOf(answer, column, place) {
  const values = answer.rows.slice(0, MOST).map((row) => row[place]);
  if (isBoard(answer)) return {};
  const compact = values.some(isLarge);
  if (!isNumber(column)) return { compact };
  const written = values.map((value) => (/\.(\d+)/.exec(formatValue(value, { ...column, compact }, answer.locale)) || ["", ""])[1].length);
  return { compact, least: Math.max(0, ...written) };
}

function bodyRow(answer, row, isLater, words, forms) {
  const line = make("tr", isLater ? "later" : "");
  row.forEach((value, column) => line.append(cell(answer, row, value, column, words, forms[column])));
  return line;
}

function totalRow(answer, words, forms) {
  const foot = make("tfoot");
  const line = make("tr", "total");
  answer.totals.row.forEach((value, place) => {
    const column = { ...answer.columns[place], ...forms[place] };
    line.append(make("td", isNumber(column) ? "number" : "", isNumber(column) ? formatValue(value, column, answer.locale) : place ? "" : words.total));
  });
  foot.append(line);
  return foot;
}

function cell(answer, row, value, place, words, form) {
  const column = { compact: row.some(isLarge), ...columnOf(answer, row, answer.columns[place]), ...form };
  if (value === null && column.role === "dimension") return make("td", "soft", words.none);
  if (column.name === "target_period") return make("td", "unit", formatPeriod(value, answer.locale));
  const unit = isBoard(answer) && value !== null ? behind(column, words) : "";
  if (column.role === "period" && typeof value === "string") return make("td", "unit", formatUnit(value, column.of, answer.locale));
  return statusCell(value, column, words) || make("td", cellClass(answer, column, value), signed(value, column) + formatValue(value, column, answer.locale) + unit);
}

// The unit behind a number of a board, whose rows are of several.
function behind(column, words) {
  if (column.unit === "percentage_point") return words.points;
  const unit = unitOf(column, words);
  return unit && words.units_joint + unit;
}

// A change says that it went up, and a gap that it is ahead; of points the format does already.
const signed = (value, column) => ((column.role.startsWith("change") || column.name === "gap") && value > 0 && column.unit !== "percentage_point" ? "+" : "");

// A change is good or bad by the way that is good for its metric.
function cellClass(answer, column, value) {
  if (!isNumber(column)) return "";
  const metric = answer.metrics.find((each) => each.name === column.metric);
  if (!column.role.startsWith("change") || !value || !metric || metric.direction === "none") return "number";
  return `number ${(value > 0) === (metric.direction === "up") ? "good" : "bad"}`;
}
