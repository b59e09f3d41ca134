// Why this number: from the words, over what they could have meant, to the query, the SQL and the rows.
import { listing, make } from "/page/dom.js";
import { formatCount, formatSide } from "/page/format.js";
import { call } from "/page/talk.js";

export function whyPanel(answer, words, doing) {
  const list = make("ol", "steps");
  const add = (title, content, note) => {
    const step = make("li");
    step.append(make("h3", "", title));
    if (note) step.append(make("p", "plain", note));
    step.append(content);
    list.append(step);
  };
  if (answer.trace.length) add(words.why_words, wordsTable(answer, words, doing), words.why_words_note);
  if (answer.query) add(words.why_query, bareJson(answer.query, words.why_query), answer.readback);
  if (answer.sql) add(words.why_sql, listing(answer.sql, words.why_sql), words.why_sql_note);
  const spent = Object.entries(answer.elapsed_ms).map(([stage, ms]) => `${words.spent[stage] || stage} ${formatCount(Math.round(ms), answer.locale)} ms`).join(" · ");
  if (answer.sql) add(words.why_rows, make("p", "", words.row_count(formatCount(answer.rows.length, answer.locale)) + (answer.truncated ? ` · ${words.truncated}` : "")), spent);
  return list;
}

function wordsTable(answer, words, doing) {
  const made = make("table", "traced");
  const head = make("tr");
  for (const name of [words.col_words, words.col_meaning, words.col_others]) {
    const cell = make("th", "", name);
    cell.scope = "col";
    head.append(cell);
  }
  made.append(make("thead"), make("tbody"));
  made.tHead.append(head);
  const steps = [...answer.trace].sort((a, b) => a.at[0] - b.at[0]);
  for (const step of steps) {
    const line = make("tr");
    const meaning = make("td");
    meaning.append(make("span", "", meaningOf(step, steps, answer, words)));
    meaning.title = step.rule;
    line.append(make("td", "said", step.words), meaning, make("td", "others", ""));
    made.tBodies[0].append(line);
  }
  if (doing.question) showCandidates(made, steps, doing.question, answer);
  const scroll = make("div", "scroll");
  scroll.tabIndex = 0;
  scroll.setAttribute("role", "group");
  scroll.setAttribute("aria-label", words.why_words);
  scroll.append(made);
  return scroll;
}

// What a word was taken for: of times, the days; of words that only join others, that.
function meaningOf(step, steps, answer, words) {
  const kind = step.meaning.split(" ")[0];
  const alone = steps.filter((each) => each.meaning === step.meaning).length === 1;
  if (kind === "period" && alone && answer.period) return formatSide(answer.period, answer.locale);
  if (kind === "compare" && alone && answer.comparison) return formatSide(answer.comparison, answer.locale);
  if (step.meaning.includes(" = ")) return step.meaning;
  return words.kinds[kind] || words.other_kind;
}

// Beside each word, what else it is a name of: what was weighed and not taken.
async function showCandidates(made, steps, question, answer) {
  let found;
  try {
    found = (await call("/v1/candidates", "POST", { question, locale: answer.locale })).words;
  } catch {
    return;
  }
  steps.forEach((step, place) => {
    const own = found.find((each) => each.at[0] === step.at[0] && each.at[1] === step.at[1]);
    const [, meaning, others] = made.tBodies[0].rows[place].cells;
    others.textContent = "–";
    if (!own) return;
    const taken = own.candidates.find((each) => each.meaning === step.meaning);
    if (taken) meaning.firstChild.textContent = taken.label;
    others.textContent = own.candidates.filter((each) => each !== taken).map((each) => each.label).join(" · ") || "–";
  });
  made.dataset.found = found.length;
}

// The query without what it does not say.
function bareJson(query, label) {
  const bare = (value) => {
    if (Array.isArray(value)) return value.map(bare);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== null && each !== false && !(Array.isArray(each) && !each.length)).map(([name, each]) => [name, bare(each)]));
  };
  return listing(JSON.stringify(bare(query), null, 2), label);
}
