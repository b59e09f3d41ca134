// The KPIs that a refusal names as near, as buttons: each asks the same question of it, or else shows what it is. Where
// none is near, what can be asked is one press away.
import { definitionCard } from "/page/definition.js";
import { button, make } from "/page/dom.js";
import { call } from "/page/talk.js";

const NOT_READ = new Set(["unread_words", "no_metric", "not_together", "empty", "cannot_go_on"]);

// What is said without the list of them, and the list; null where there is nothing to press.
export function nearest(answer, words, doing) {
  if (answer.status !== "refused" || !doing.ask) return null;
  if (!answer.nearest?.length) return answer.suggestions.length ? null : openEnd(answer, words, doing);
  const told = words.closest_are(answer.suggestions);
  const all = answer.suggestions.length === answer.nearest.length && answer.text.endsWith(told);
  const list = make("div", "choices");
  list.setAttribute("role", "group");
  list.setAttribute("aria-label", words.closest);
  for (const near of answer.nearest) list.append(...(near.question ? [asking(near, doing)] : showing(near, words, answer.locale)));
  const parts = all ? [make("p", "otherwise", words.closest), list] : [list];
  return { text: all ? answer.text.slice(0, -told.length).trimEnd() : answer.text, parts };
}

function openEnd(answer, words, doing) {
  if (!answer.issues.some((issue) => NOT_READ.has(issue.code))) return null;
  const list = make("div", "choices");
  list.append(button(words.what_can_i_ask, "", () => doing.ask(words.what_can_i_ask)));
  return { text: answer.text, parts: [list] };
}

function asking(near, doing) {
  const made = button(near.label, "", () => doing.ask(near.question));
  made.append(make("small", "", near.question));
  return made;
}

// A KPI of which the question cannot be asked is shown in its place.
function showing(near, words, locale) {
  const card = make("div", "near");
  card.hidden = true;
  const opener = button(near.label, "", async () => {
    card.hidden = !card.hidden;
    opener.setAttribute("aria-expanded", String(!card.hidden));
    if (!card.hidden && !card.childElementCount) await fill(card, near.name, words, locale);
  });
  opener.append(make("small", "", words.what_it_is));
  opener.setAttribute("aria-expanded", "false");
  return [opener, card];
}

async function fill(card, name, words, locale) {
  const waiting = make("p", "plain", words.loading);
  waiting.setAttribute("role", "status");
  card.replaceChildren(waiting);
  try {
    card.replaceChildren(definitionCard(await call(`/v1/metrics/${encodeURIComponent(name)}?locale=${locale}`), words, locale));
  } catch (error) {
    waiting.textContent = words.failed + error.message;
    card.replaceChildren(waiting);
  }
}
