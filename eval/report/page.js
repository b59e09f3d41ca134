"use strict";
const { cases, verdicts } = JSON.parse(document.getElementById("data").textContent);
const names = Object.fromEntries(verdicts);
const PAGE = 60;
let shown = PAGE;

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

function fill(id, label, values) {
  const select = document.getElementById(id);
  select.append(element("option", { value: "", textContent: label }));
  for (const [value, text, count] of values) select.append(element("option", { value, textContent: `${text} (${count})` }));
  select.addEventListener("change", restart);
}

function tally(of) {
  const counts = new Map();
  for (const one of cases) for (const value of of(one)) counts.set(value, (counts.get(value) || 0) + 1);
  return [...counts].sort((a, b) => String(a[0]).localeCompare(b[0]));
}

fill("verdict", "every verdict", verdicts.map(([v, text]) => [v, text, cases.filter((c) => c.verdict === v).length]).filter((v) => v[2]));
fill("suite", "every suite", tally((c) => [c.suite]).map(([v, n]) => [v, v, n]));
fill("locale", "both languages", tally((c) => [c.locale]).map(([v, n]) => [v, v, n]));
fill("tag", "every tag", tally((c) => c.tags).map(([v, n]) => [v, v, n]));
document.getElementById("search").addEventListener("input", restart);
document.getElementById("more").addEventListener("click", () => { shown += PAGE; draw(); });
for (const one of cases) one.text = JSON.stringify(one).toLowerCase();

function chosen() {
  const value = (id) => document.getElementById(id).value;
  const words = value("search").toLowerCase().split(/\s+/).filter(Boolean);
  return cases.filter((c) =>
    (!value("verdict") || c.verdict === value("verdict")) && (!value("suite") || c.suite === value("suite")) &&
    (!value("locale") || c.locale === value("locale")) && (!value("tag") || c.tags.includes(value("tag"))) &&
    words.every((word) => c.text.includes(word)));
}

function rowsTable(columns, rows, odd) {
  const head = element("tr", {}, ...columns.map((name) => element("th", { textContent: name })));
  const body = rows.map((row, n) => element("tr", { className: odd.includes(n) ? "odd" : "" },
    ...row.map((cell) => element("td", { textContent: cell === null ? "NULL" : String(cell) }))));
  return element("div", { className: "scroll" }, element("table", {}, element("thead", {}, head), element("tbody", {}, ...body)));
}

function block(title, content) {
  return element("div", {}, element("h4", { textContent: title }), content);
}

function text(content) {
  return element("pre", { textContent: content });
}

function drawStep(step, many) {
  const parts = [];
  if (many) parts.push(element("p", { className: `reason ${step.verdict}`, textContent: `${step.question} — ${names[step.verdict]}` }));
  if (step.reason) parts.push(element("p", { className: "reason", textContent: step.reason }));
  if (step.text && step.text !== step.reason) parts.push(element("p", { textContent: step.text }));
  if (step.readback) parts.push(element("p", { className: "name", textContent: step.readback }));
  const sides = [];
  if (step.columns.length) sides.push(block("Rows told", rowsTable(step.columns, step.rows, step.odd[0])));
  if (step.gold_columns.length) sides.push(block("Rows expected", rowsTable(step.gold_columns, step.gold_rows, step.odd[1])));
  if (step.choices.length) sides.push(block("Choices offered", text(step.choices.join("\n"))));
  if (step.expected) sides.push(block("Expected", text(step.expected)));
  if (step.sql) sides.push(block("SQL", text(step.sql)));
  if (step.gold_sql) sides.push(block("Expected SQL", text(step.gold_sql)));
  if (step.query) sides.push(block("Semantic query", text(JSON.stringify(step.query, null, 1))));
  parts.push(element("div", { className: "side" }, ...sides));
  return element("div", { className: "body" }, ...parts);
}

function drawCase(one) {
  const summary = element("summary", {},
    element("span", { className: `verdict ${one.verdict}`, textContent: names[one.verdict] }),
    element("span", {}, one.question, element("br"), element("span", { className: "name", textContent: `${one.name} · ${one.tags.join(", ")}` })));
  const made = element("details", { className: "case" }, summary);
  made.addEventListener("toggle", () => {
    if (made.open && !made.querySelector(".body")) made.append(...one.steps.map((step) => drawStep(step, one.steps.length > 1)));
  });
  return made;
}

function restart() {
  shown = PAGE;
  draw();
}

function draw() {
  const found = chosen();
  document.getElementById("count").textContent = `${found.length} of ${cases.length}`;
  document.getElementById("cases").replaceChildren(...found.slice(0, shown).map(drawCase));
  document.getElementById("more").hidden = found.length <= shown;
}

draw();
