// Which model answers, and a quiet line where it is not what is on the disk now: since when, and, for who may know it, why.
import { make } from "/page/dom.js";
import { formatMoment } from "/page/format.js";
import { call, isOut, who } from "/page/talk.js";
import { WORDS } from "/page/words.js";

// While it is said, it is looked at again, so that it goes when it is over.
const AGAIN = 15000;
const element = (id) => document.getElementById(id);
let name = "";
let stale = {};
let waiting;
let turn = 0;

export async function lookAtModel() {
  clearTimeout(waiting);
  const mine = ++turn;
  let found;
  try {
    found = isOut() ? { model: "", stale: {} } : await call(`/v1/metrics?locale=${who.locale}&limit=1`, "GET", undefined, true);
  } catch {
    // What cannot be asked just now is said by whatever else is asked.
  }
  // What was asked earlier and comes later is old.
  if (mine !== turn) return;
  if (found) [name, stale] = [found.model, found.stale];
  sayModel();
  if (Object.keys(stale).length) waiting = setTimeout(lookAtModel, AGAIN);
}

// Says what was found last, in the language that holds now.
export function sayModel() {
  const words = WORDS[who.locale];
  element("title").textContent = element("brand").textContent = name || words.title;
  element("stale").replaceChildren(...Object.entries(stale).map(([what, each]) => line(words, words.stale[what](formatMoment(each.since, who.locale)), each.problems)));
}

function line(words, text, problems) {
  const box = make("div");
  box.append(make("p", "", text));
  if (!problems) return box;
  const why = make("details");
  const list = make("ul");
  list.lang = "en";
  for (const problem of problems) list.append(make("li", "", problem));
  why.append(make("summary", "", words.stale_why), list);
  box.append(why);
  return box;
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) lookAtModel();
});
