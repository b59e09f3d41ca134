// One answer: headline, sentence, chart, table, definition, SQL, choices.
import { choiceList, isSettling, settledBox } from "/page/choices.js";
import { columnOf, headOf, statusCell, targetBar } from "/page/targets.js";

let charts = null;

function make(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

export function formatValue(value, column, locale) {
  if (value === null || value === undefined) return "–";
  if (typeof value !== "number") return String(value);
  const language = locale === "zh" ? "zh-CN" : "en-US";
  if (column.unit === "share") return new Intl.NumberFormat(language, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value);
  if (column.unit === "percentage_point") return new Intl.NumberFormat(language, { maximumFractionDigits: 2, signDisplay: "exceptZero" }).format(value * 100);
  if (/^[A-Z]{3}$/.test(column.unit || "")) {
    const compact = Math.abs(value) >= 1e6;
    return new Intl.NumberFormat(language, { style: "currency", currency: column.unit, currencyDisplay: "narrowSymbol", notation: compact ? "compact" : "standard", maximumFractionDigits: 2 }).format(value);
  }
  return new Intl.NumberFormat(language, { maximumFractionDigits: column.type === "integer" ? 0 : 2 }).format(value);
}

function headline(answer) {
  if (answer.rows.length !== 1) return null;
  const place = answer.columns.findIndex((column) => column.role === "value");
  if (place < 0 || answer.columns.some((column) => column.role === "dimension" || column.role === "period")) return null;
  const box = make("p", "headline", formatValue(answer.rows[0][place], answer.columns[place], answer.locale));
  const moved = answer.columns.findIndex((column) => column.role === "change");
  const change = moved < 0 ? null : answer.rows[0][moved];
  if (change !== null && change !== undefined) {
    const direction = answer.metrics[0] ? answer.metrics[0].direction : "none";
    const good = direction === "none" || change === 0 ? "plain" : (change > 0) === (direction === "up") ? "good" : "bad";
    const unit = answer.columns[moved].unit === "percentage_point" ? (answer.locale === "zh" ? " 个百分点" : " pts") : "";
    const arrow = change > 0 ? "▲ " : change < 0 ? "▼ " : "";
    const amount = formatValue(Math.abs(change), answer.columns[moved], answer.locale).replace("+", "");
    box.append(make("small", good, arrow + amount + unit));
  }
  return box;
}

function table(answer, words) {
  const box = make("div", "scroll");
  box.tabIndex = 0;
  const made = make("table");
  const head = make("tr");
  for (const column of answer.columns) {
    const shared = answer.columns.some((other) => other !== column && other.label === column.label);
    const more = shared && words[column.role] && column.role !== "value" ? ` · ${words[column.role]}` : "";
    head.append(make("th", isNumber(column) ? "number" : "", headOf(column, words) || (column.label || column.name) + (isNumber(column) ? more : "")));
  }
  made.append(make("thead"));
  made.tHead.append(head);
  const body = make("tbody");
  for (const row of answer.rows.slice(0, 500)) {
    const line = make("tr");
    row.forEach((value, place) => line.append(cell(answer, row, value, place, words)));
    body.append(line);
  }
  made.append(body);
  if (answer.totals) {
    const line = make("tr", "total");
    answer.totals.row.forEach((value, place) => line.append(make("td", isNumber(answer.columns[place]) ? "number" : "",
      isNumber(answer.columns[place]) ? formatValue(value, answer.columns[place], answer.locale) : place ? "" : words.total)));
    made.append(make("tfoot"));
    made.tFoot.append(line);
  }
  box.append(made);
  return box;
}

function cell(answer, row, value, place, words) {
  const column = columnOf(answer, row, answer.columns[place]);
  const points = column.unit === "percentage_point" && column.name === "gap" && value !== null ? words.points : "";
  return statusCell(value, column, words) || make("td", isNumber(column) ? "number" : "", formatValue(value, column, answer.locale) + points);
}

function isNumber(column) {
  return column.role !== "dimension" && column.role !== "period" && column.type !== "text";
}

function card(metric, words) {
  const list = make("dl");
  const rows = [[words.definition, metric.definition], [words.formula, metric.formula], [words.owner, [metric.owner, metric.department].filter(Boolean).join(" · ")],
    [words.source, metric.source], [words.goal, metric.goal], [words.cadence, metric.cadence], [words.status, metric.status], [words.version, metric.version], [words.hash, metric.hash]];
  for (const [name, value] of rows) if (value) list.append(make("dt", "", name), make("dd", "", value));
  const box = make("details");
  box.append(make("summary", "", `${words.definition}: ${metric.label}`), list);
  return box;
}

async function drawChart(box, spec) {
  charts ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = "/page/charts.js";
    script.type = "module";
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
  await charts;
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const ink = dark ? "#9aa5b4" : "#5c6675";
  const line = dark ? "#313a47" : "#e3e7ec";
  const config = { background: "transparent", view: { stroke: null }, mark: { color: dark ? "#86acff" : "#2456c9" },
    axis: { labelColor: ink, titleColor: ink, gridColor: line, domainColor: line, tickColor: line }, legend: { labelColor: ink, titleColor: ink, orient: "bottom" } };
  await window.vegaEmbed(box, { ...spec, config, autosize: { type: "fit-x", contains: "padding" } }, { actions: false, ast: true, renderer: "svg" });
}

export async function renderAnswer(box, answer, words, { ask, choose, forget }) {
  box.replaceChildren();
  box.classList.add(answer.status);
  const top = headline(answer);
  if (top) box.append(top);
  const bar = targetBar(answer, words, (value, column) => formatValue(value, column, answer.locale));
  if (bar) box.append(bar);
  box.append(make("p", "text", answer.text));
  if (answer.readback && answer.readback !== answer.text) box.append(make("p", "readback", answer.readback));
  const settled = settledBox(answer, words, { choose, forget });
  if (settled) box.append(settled);
  for (const issue of [...answer.warnings, ...answer.notes]) if (!isSettling(issue)) box.append(make("p", "note", issue.message));
  if (answer.truncated) box.append(make("p", "note", words.truncated));
  if (answer.choices.length && !(settled && answer.status === "answered")) box.append(choiceList(answer, choose));
  if (answer.chart) {
    const holder = make("div", "chart");
    box.append(holder);
    try { await drawChart(holder, answer.chart); } catch { holder.remove(); }
  }
  if (answer.rows.length && !top) box.append(table(answer, words));
  for (const metric of answer.metrics) box.append(card(metric, words));
  if (answer.sql) {
    const sql = make("details");
    sql.append(make("summary", "", words.sql), make("pre", "", answer.sql));
    box.append(sql);
  }
  if (answer.suggestions.length && answer.status === "answered") {
    const chips = make("div", "chips");
    for (const text of answer.suggestions) {
      const button = make("button", "", text);
      button.type = "button";
      button.addEventListener("click", () => ask(text));
      chips.append(button);
    }
    box.append(chips);
  }
}
