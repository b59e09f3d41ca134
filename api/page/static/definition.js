// The definition of a metric: what it says, whose it is, and from which inputs, tables and columns it is computed.
import { make, pairs } from "/page/dom.js";
import { formatDay } from "/page/format.js";
import { call } from "/page/talk.js";

export function definitionPanel(metrics, words, locale) {
  const box = make("div", "definitions");
  for (const metric of metrics) box.append(definitionCard(metric, words, locale));
  return box;
}

export function definitionCard(metric, words, locale) {
  const box = make("section", "definition");
  const head = make("h3", "", metric.label);
  if (metric.certified) head.append(" ", make("span", "badge", words.certified));
  const formula = metric.formula ? make("code", "", metric.formula) : null;
  const rows = [[words.formula, formula], [words.owner, metric.owner_label], [words.department, metric.department_label],
    [words.source, metric.source], [words.goal, metric.goal], [words.cadence, words.cadences[metric.cadence] || metric.cadence],
    [words.status, words.standings[metric.status] || metric.status], [words.version, metric.version], [words.hash, metric.hash]];
  box.append(head, make("p", "", metric.definition), pairs(rows));
  const lineage = make("div", "lineage");
  lineage.append(make("h4", "", words.lineage), make("p", "plain", words.loading));
  box.append(lineage);
  showLineage(lineage, metric.name, words, locale);
  return box;
}

async function showLineage(box, name, words, locale) {
  try {
    const found = await call(`/v1/metrics/${encodeURIComponent(name)}?locale=${locale}`);
    box.lastChild.replaceWith(branch(found.lineage, words));
    if (found.history && found.history.length) box.append(make("h4", "", words.changes), changes(found.history, locale));
  } catch (error) {
    box.lastChild.textContent = words.failed + error.message;
  }
}

// A metric, then what it is computed from, down to tables and columns.
function branch(node, words) {
  const list = make("ul", "tree");
  list.append(leafOf(node, words));
  return list;
}

function leafOf(node, words) {
  const line = make("li");
  if (node.hidden) {
    line.append(make("span", "plain", words.hidden_input));
    return line;
  }
  line.append(make("span", "node metric", node.label));
  if (node.formula) line.append(" ", make("code", "", node.formula));
  if (node.also) line.append(" ", make("span", "plain", words.see_above));
  const below = make("ul");
  for (const input of node.inputs || []) below.append(leafOf(input, words));
  for (const table of node.tables || []) below.append(tableOf(table, words));
  if (below.childElementCount) line.append(below);
  return line;
}

function tableOf(table, words) {
  const line = make("li");
  line.append(make("span", "node table", table.source), " ", make("span", "plain", words.table_kind));
  const below = make("ul", "columns");
  for (const column of table.columns) {
    const each = make("li");
    each.append(make("code", "", column.name), " ", make("span", "plain", [column.type, column.role ? words.roles[column.role] : "", column.description].filter(Boolean).join(" · ")));
    below.append(each);
  }
  line.append(below);
  return line;
}

function changes(history, locale) {
  const list = make("ul", "changes");
  for (const each of history.slice(0, 5)) {
    list.append(make("li", "", [formatDay(each.date, locale), each.author, each.subject].filter(Boolean).join(" · ")));
  }
  return list;
}
