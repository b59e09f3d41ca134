// The page: who is here, in which language and light, and what is shown: a conversation, what was shared, or all KPIs.
import { catalogue } from "/page/catalogue.js";
import { button, icon, make } from "/page/dom.js";
import { lookAtModel, sayModel } from "/page/model.js";
import { setUpDrawer, showHistory } from "/page/rail.js";
import { shareDialog } from "/page/share.js";
import { signInForm, signOut, whoIsIn } from "/page/signin.js";
import { call, isKnown, told, who } from "/page/talk.js";
import { applyTheme, isDark, switchTheme } from "/page/theme.js";
import { ask, clearThread, openConversation, openShare, takePlace, thread } from "/page/thread.js";
import { WORDS } from "/page/words.js";

const element = (id) => document.getElementById(id);
const words = () => WORDS[who.locale];
const closeDrawer = setUpDrawer();

function applyLanguage() {
  const own = words();
  document.documentElement.lang = who.locale === "zh" ? "zh-CN" : "en";
  document.title = own.title;
  element("skip").textContent = own.skip;
  element("rail").setAttribute("aria-label", own.menu);
  element("language").textContent = own.language;
  element("language").setAttribute("aria-label", own.language_name);
  element("fresh").replaceChildren(icon("plus"), own.fresh);
  element("kpis").replaceChildren(icon("board"), own.kpis);
  element("share").replaceChildren(icon("link"), own.share);
  element("leave").textContent = own.sign_out;
  element("leave").title = who.person || "";
  element("busy").setAttribute("aria-label", own.loading);
  element("asklabel").textContent = own.placeholder;
  element("question").placeholder = own.placeholder;
  sayModel();
  labelIcon("drawer", "menu", own.menu);
  labelIcon("send", "send", own.send);
  labelIcon("theme", isDark() ? "sun" : "moon", isDark() ? own.theme_light : own.theme_dark);
}

function labelIcon(id, name, label) {
  element(id).replaceChildren(icon(name));
  element(id).setAttribute("aria-label", label);
  element(id).title = label;
}

// --- what is shown ---------------------------------------------------------------------------------

// The address says what is shown: /c/… a conversation, /s/… what was shared, /kpis all KPIs, else a new conversation.
async function show() {
  if (who.person === undefined) return;
  const holds = takePlace();
  closeDrawer();
  lookAtModel();
  const [, kind, id] = location.hash.slice(1).split("/");
  element("share").hidden = true;
  document.body.dataset.view = kind || "new";
  try {
    if (kind === "c" && id !== thread.conversation) await openConversation(decodeURIComponent(id), holds);
    else if (kind === "s") await openShare(decodeURIComponent(id), endShare(id), holds);
    else if (kind === "kpis") await showCatalogue();
    else if (kind !== "c") await welcome();
  } catch (error) {
    if (holds() && error.status !== 401) sayProblem(error.message, isPassing(error) ? show : null);
  }
  if (!holds()) return;
  // A question that was asked meanwhile has made a conversation of it.
  element("share").hidden = document.body.dataset.view !== "c" || !isKnown() || !thread.conversation;
  refreshHistory();
}

// What may go better in a moment; what is not there, or not for him, stays so.
const isPassing = ({ status }) => ![403, 404].includes(status);

function sayProblem(text, again) {
  clearThread();
  thread.sealed = true;
  const box = make("section", "fault");
  const problem = make("p", "problem", text);
  problem.setAttribute("role", "alert");
  box.append(problem, again ? button(words().again, "", again) : button(words().fresh, "", () => goTo("")));
  element("conversation").append(box);
}

function goTo(path) {
  if (location.hash.slice(1) === path) show();
  else location.hash = path;
}

async function showCatalogue() {
  clearThread();
  thread.sealed = true;
  await catalogue(element("conversation"), words(), (text) => {
    clearThread();
    history.pushState(null, "", "#");
    document.body.dataset.view = "new";
    ask(text);
  });
}

async function welcome() {
  clearThread();
  thread.sealed = true;
  const box = make("section", "welcome");
  const chips = make("div", "chips");
  box.append(make("h2", "", words().hello), make("p", "", words().welcome), chips);
  element("conversation").append(box);
  const found = await call(`/v1/metrics?locale=${who.locale}&limit=4`);
  const asks = found.metrics.map((metric, place) => words().asks(metric.label)[place]);
  chips.replaceChildren(...asks.map((text) => button(text, "", () => ask(text))));
}

function refreshHistory() {
  return showHistory(thread.conversation, (id) => goTo(`/c/${encodeURIComponent(id)}`), (id) => {
    if (id === thread.conversation) goTo("");
  });
}

function endShare(id) {
  return async (note) => {
    try {
      await call(`/v1/shares/${id}`, "DELETE");
      note.textContent = words().ended;
    } catch (error) {
      note.append(" ", make("span", "bad", error.message));
    }
  };
}

thread.changed = () => {
  if (isKnown()) history.replaceState(null, "", `#/c/${encodeURIComponent(thread.conversation)}`);
  document.body.dataset.view = "c";
  element("share").hidden = !isKnown();
  refreshHistory();
  lookAtModel();
};
thread.share = (conversation, answer) => shareDialog(element("dialog"), words(), conversation, answer);

// --- who is here -----------------------------------------------------------------------------------

function signIn() {
  who.person = undefined;
  takePlace();
  clearThread();
  thread.sealed = true;
  showParts();
  lookAtModel();
  const form = signInForm(words(), told(), enter);
  element("conversation").replaceChildren(form);
  form.querySelector("input").focus();
}

who.leave = signIn;

function enter(found) {
  who.person = found.authentication === "on" ? found.person : null;
  showParts();
  applyLanguage();
  show();
  element("question").focus();
}

// Nothing can be asked before somebody is signed in, and nobody signs out who did not sign in.
function showParts() {
  document.body.classList.toggle("out", who.person === undefined);
  element("ask").hidden = element("fresh").hidden = element("kpis").hidden = who.person === undefined;
  element("leave").hidden = !who.person;
  if (who.person === undefined) element("share").hidden = element("past").hidden = element("history").hidden = true;
}

async function start() {
  try {
    const found = await whoIsIn(told());
    if (found) enter(found);
    else signIn();
  } catch (error) {
    sayProblem(error.message, start);
  }
}

// --- what the reader does --------------------------------------------------------------------------

element("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = element("question").value.trim();
  element("question").value = "";
  if (!text) return;
  if (["kpis", "s"].includes(document.body.dataset.view)) history.pushState(null, "", "#");
  document.body.dataset.view = "new";
  ask(text);
});
element("language").addEventListener("click", () => {
  who.locale = who.locale === "zh" ? "en" : "zh";
  applyLanguage();
  if (who.person === undefined) signIn();
  else if (thread.sealed) show();
  else {
    refreshHistory();
    lookAtModel();
  }
});
element("theme").addEventListener("click", () => {
  switchTheme();
  applyLanguage();
});
element("fresh").addEventListener("click", () => {
  goTo("");
  element("question").focus();
});
element("kpis").addEventListener("click", () => goTo("/kpis"));
element("share").addEventListener("click", () => thread.share(thread.conversation, null));
element("leave").addEventListener("click", async () => {
  try {
    await signOut(told());
  } catch (error) {
    // He is in still: who believes to be out would leave his login to whoever comes next.
    return sayProblem(error.message, show);
  }
  history.replaceState(null, "", "#");
  signIn();
});
document.addEventListener("keydown", (event) => {
  // "/" goes to the question, wherever nothing else is being written.
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.target.closest("input, textarea, dialog")) return;
  event.preventDefault();
  element("question").focus();
});
window.addEventListener("hashchange", show);
applyTheme();
applyLanguage();
start();
