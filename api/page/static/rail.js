// The side rail: one's conversations, to come back to and to delete. On a narrow screen it is a drawer.
import { button, iconButton, make } from "/page/dom.js";
import { call, isKnown, who } from "/page/talk.js";
import { WORDS } from "/page/words.js";

const words = () => WORDS[who.locale];
const element = (id) => document.getElementById(id);

// Which look at the conversations is the last: what an earlier one finds is old by then.
let turn = 0;

// Lists the conversations; ``open`` is called with the one that is picked, ``gone`` with one that was deleted.
export async function showHistory(current, open, gone) {
  const list = element("history");
  const mine = ++turn;
  element("past").textContent = words().history;
  element("past").hidden = list.hidden = !isKnown();
  if (!isKnown()) return;
  let found;
  try {
    found = (await call("/v1/conversations", "GET", undefined, true)).conversations;
  } catch (error) {
    if (mine === turn) list.replaceChildren(make("li", "plain", error.status === 503 ? words().history_away : error.message));
    return;
  }
  if (mine !== turn) return;
  if (!found.length) return list.replaceChildren(make("li", "plain", words().no_history));
  list.replaceChildren();
  let last = "";
  for (const each of found) {
    const age = ageOf(each.changed_at);
    if (age !== last) list.append(make("li", "age", words()[age]));
    last = age;
    list.append(line(each, current, open, gone));
  }
}

function line(each, current, open, gone) {
  const item = make("li", each.id === current ? "current" : "");
  const opener = button(each.title, "past", () => open(each.id));
  opener.title = each.title;
  if (each.id === current) opener.setAttribute("aria-current", "true");
  const remove = iconButton("trash", `${words().delete}: ${each.title}`, "remove", async () => {
    if (!window.confirm(words().delete_sure)) return;
    item.querySelector(".bad")?.remove();
    try {
      await call(`/v1/conversations/${encodeURIComponent(each.id)}`, "DELETE");
      item.remove();
      gone(each.id);
    } catch (error) {
      const problem = make("small", "bad", error.message);
      problem.setAttribute("role", "alert");
      item.append(problem);
    }
  });
  item.append(opener, remove);
  return item;
}

function ageOf(moment) {
  const midnight = new Date().setHours(0, 0, 0, 0);
  const at = Date.parse(moment);
  return at >= midnight ? "today" : at >= midnight - 86400000 ? "yesterday" : "earlier";
}

// The drawer of a narrow screen: opened by its button, closed by Escape, by a pick or beside it.
export function setUpDrawer() {
  const opener = element("drawer");
  const set = (open) => {
    document.body.classList.toggle("drawn", open);
    opener.setAttribute("aria-expanded", String(open));
  };
  opener.addEventListener("click", () => {
    set(!document.body.classList.contains("drawn"));
    if (document.body.classList.contains("drawn")) element("fresh").focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.body.classList.contains("drawn")) {
      set(false);
      opener.focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("#rail, #drawer")) set(false);
  });
  return () => set(false);
}
