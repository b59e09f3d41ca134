// A quiet line where what is served is not what is there now: since when, and, for who may know it, why.
import { make } from "/page/dom.js";
import { formatMoment } from "/page/format.js";
import { call, isOut, who } from "/page/talk.js";
import { WORDS } from "/page/words.js";

// While it is said, it is looked at again, so that it goes when it is over.
const AGAIN = 15000;
const place = () => document.getElementById("stale");
let found = {};
let waiting;

export async function lookWhetherStale() {
  clearTimeout(waiting);
  if (isOut()) return sayStale({});
  try {
    sayStale((await call("/v1/metrics?limit=1")).stale);
  } catch {
    // What cannot be asked just now is said by whatever else is asked.
  }
  if (Object.keys(found).length) waiting = setTimeout(lookWhetherStale, AGAIN);
}

// Says what was found last, in the language that holds now.
export function sayStale(stale = found) {
  found = stale;
  const words = WORDS[who.locale];
  place().replaceChildren(...Object.entries(found).map(([what, each]) => line(words, words.stale[what](formatMoment(each.since, who.locale)), each.problems)));
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
  if (!document.hidden) lookWhetherStale();
});
