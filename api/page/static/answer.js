// One answer: the number, the sentence, the chart and the rows; beside them what they are of; below them what can be done.
import { actionBar } from "/page/actions.js";
import { choiceList, isSettling, settledBox } from "/page/choices.js";
import { drawChart, fitted, panelsOf } from "/page/chart.js";
import { button, make } from "/page/dom.js";
import { facts } from "/page/facts.js";
import { declared, formatValue, keptWhole, unitOf } from "/page/format.js";
import { nearest } from "/page/nearest.js";
import { table } from "/page/table.js";
import { targetBar } from "/page/targets.js";

function headline(answer, words) {
  if (answer.rows.length !== 1) return null;
  const place = answer.columns.findIndex((column) => column.role === "value");
  if (place < 0 || answer.columns.some((column) => column.role === "dimension" || column.role === "period")) return null;
  const box = make("p", "headline", formatValue(answer.rows[0][place], answer.columns[place], answer.locale));
  const unit = unitOf(answer.columns[place], words);
  if (unit) box.append(" ", make("small", "plain unit", unit));
  const moved = answer.columns.findIndex((column) => column.role === "change");
  const change = moved < 0 ? null : answer.rows[0][moved];
  if (change !== null && change !== undefined) box.append(" ", movement(answer, change, answer.columns[moved], words));
  return box;
}

function movement(answer, change, column, words) {
  const direction = answer.metrics[0] ? answer.metrics[0].direction : "none";
  const tone = direction === "none" || change === 0 ? "plain" : (change > 0) === (direction === "up") ? "good" : "bad";
  const unit = column.unit === "percentage_point" ? words.points : "";
  const arrow = change > 0 ? "▲ " : change < 0 ? "▼ " : "";
  return make("small", tone, arrow + formatValue(Math.abs(change), column, answer.locale).replace("+", "") + unit);
}

// What is said: the number alone where there is one, the sentence, what was understood, and what weakens it.
function sayings(answer, words, doing) {
  const box = make("div", "sayings");
  const top = headline(answer, words);
  if (top) box.append(top);
  const bar = targetBar(answer, words, (value, column) => formatValue(value, column, answer.locale));
  if (bar) box.append(bar);
  const near = nearest(answer, words, doing);
  box.append(make("p", "text", keptWhole(near ? near.text : answer.text)));
  if (answer.readback && answer.readback !== answer.text) box.append(make("p", "readback", answer.readback));
  const settled = settledBox(answer, words, doing);
  if (settled) box.append(settled);
  const remarks = [...answer.warnings, ...answer.notes].filter((issue) => !isSettling(issue)).map((issue) => issue.message);
  if (answer.truncated) remarks.push(words.truncated);
  if (remarks.length) box.append(noteList(remarks, words));
  if (answer.choices.length && !(settled && answer.status === "answered")) box.append(choiceList(answer, doing.choose));
  if (near) box.append(...near.parts);
  return { box, alone: Boolean(top) };
}

// What weakens an answer, or shaped it. Of many remarks the first are shown, and the rest when they are asked for.
function noteList(remarks, words) {
  const list = make("ul", "notes");
  remarks.forEach((text, place) => list.append(make("li", place < 2 || remarks.length === 3 ? "note" : "note later", text)));
  if (remarks.length <= 3) return list;
  const item = make("li");
  const more = button(words.more_notes(remarks.length - 2), "", () => {
    list.classList.add("whole");
    item.remove();
  });
  item.append(more);
  list.append(item);
  return list;
}

// ``doing`` is what the reader can do about it: ask, choose, forget, and more where it is his own.
export async function renderAnswer(box, told, words, doing) {
  const card = (column) => told.metrics.find((each) => each.name === column.metric);
  const answer = { ...told, columns: told.columns.map((column) => declared(column, card(column))) };
  box.replaceChildren();
  box.classList.add(answer.status);
  const main = make("div", "main");
  const said = sayings(answer, words, doing);
  const beside = facts(answer, words);
  main.append(said.box);
  box.append(main);
  if (beside) box.append(beside);
  box.classList.toggle("plainly", !beside);
  const figure = make("figure", "chart");
  if (answer.chart) main.append(figure, ...shownOf(answer, words));
  if (answer.rows.length && !said.alone) main.append(table(answer, words));
  box.append(actionBar(answer, words, doing, answer.chart ? figure : null));
  if (answer.suggestions.length && answer.status === "answered" && doing.ask) box.append(followUps(answer, words, doing));
  if (!answer.chart || (await drawChart(figure, answer.chart, `${words.chart}: ${answer.readback || answer.text}`, answer.locale))) return;
  figure.replaceWith(make("p", "remark", words.no_chart));
  box.querySelector(".png").remove();
}

// What the marks of targets are, and how many bars are drawn, where those are not all rows.
function shownOf(answer, words) {
  const { shown, all } = fitted(answer.chart, answer.locale, 0);
  const panels = panelsOf(answer.chart);
  // An explanation draws the first of its splits, and its rows are of all of them.
  const rows = answer.query?.kind === "explain" ? all : answer.rows.length;
  // Of lines the service says how many it drew; of bars the page draws fewer.
  const partly = panels[0].height.step ? shown < rows && words.first_of(shown, rows) : answer.chart.usermeta?.told;
  const told = partly ? [make("p", "first", partly)] : [];
  const aimed = panels.find((each) => each.layer);
  if (!aimed) return told;
  const isLine = aimed.layer[0].mark.type === "line";
  const own = aimed.layer[1].encoding.color ? " own" : "";
  return [make("p", `first aim ${isLine ? "dashed" : "tick"}${own}`, isLine ? words.target_line : words.target_tick), ...told];
}

function followUps(answer, words, doing) {
  const chips = make("div", "chips");
  chips.setAttribute("role", "group");
  chips.setAttribute("aria-label", words.next);
  for (const text of answer.suggestions) chips.append(button(text, "", () => doing.ask(text)));
  return chips;
}
