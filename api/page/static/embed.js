// An answer inside another page. What to show stands after the # of the address, where no server and no log reads it.
import { button, icon, make } from "/page/dom.js";
import { whoIsIn } from "/page/signin.js";
import { told, who } from "/page/talk.js";
import { ask, thread } from "/page/thread.js";
import { WORDS } from "/page/words.js";

const given = new URLSearchParams(location.hash.slice(1));
const element = (id) => document.getElementById(id);
const words = () => WORDS[who.locale];
let begun = false;

if (given.get("locale")) who.locale = given.get("locale").startsWith("zh") ? "zh" : "en";
if (["light", "dark"].includes(given.get("theme"))) document.documentElement.dataset.theme = given.get("theme");
document.documentElement.lang = who.locale === "zh" ? "zh-CN" : "en";
thread.keeps = false;

function showField() {
  element("asklabel").textContent = element("question").placeholder = words().placeholder;
  element("send").replaceChildren(icon("send"));
  element("send").setAttribute("aria-label", words().send);
  element("ask").hidden = false;
  element("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = element("question").value.trim();
    element("question").value = "";
    if (text) ask(text);
  });
}

// Who may not ask yet is led to where one signs in: a browser gives the login of this service to no page of another site.
function leadToSignIn() {
  const link = make("a", "", words().sign_in_there);
  link.href = "/";
  link.target = "_blank";
  link.rel = "noopener";
  element("conversation").replaceChildren(make("p", "note", words().sign_in_first), link);
}

who.leave = leadToSignIn;

function sayProblem(text) {
  const problem = make("p", "problem", text);
  problem.setAttribute("role", "alert");
  element("conversation").replaceChildren(problem, button(words().again, "", begin));
}

async function begin() {
  let found;
  try {
    found = await whoIsIn(told());
  } catch (error) {
    return begun ? undefined : sayProblem(error.message);
  }
  // Whoever was signed in meanwhile is not led to it by what was asked before.
  if (!found) return begun ? undefined : leadToSignIn();
  who.person = found.authentication === "on" ? found.person : null;
  if (begun) return;
  begun = true;
  element("conversation").replaceChildren();
  if (given.get("ask") === "true" || !given.get("question")) showField();
  if (given.get("question")) ask(given.get("question"));
}

// Only pages of the allow-list can hold this one (frame-ancestors), so whatever holds it may sign its reader in.
window.addEventListener("message", (event) => {
  if (event.source !== window.parent || window.parent === window || event.data?.kpi !== "credential") return;
  who.credential = String(event.data.value);
  begin();
});

// What holds it makes room for it; a height is nothing to keep from anybody.
function tell(message) {
  if (window.parent !== window) window.parent.postMessage(message, "*");
}

new ResizeObserver(() => tell({ kpi: "height", value: Math.ceil(document.body.getBoundingClientRect().height) })).observe(document.body);
tell({ kpi: "ready" });
begin();
