// The conversation: asks, shows answers, keeps the thread. Text from the service is only ever text.
import { WORDS } from "/page/words.js";
import { renderAnswer } from "/page/answer.js";
import { personId } from "/page/choices.js";
import { signInForm, signOut, whoIsIn } from "/page/signin.js";

// ``person`` is who is signed in; null where nobody has to, and undefined where somebody has to and has not.
const state = { locale: navigator.language.startsWith("zh") ? "zh" : "en", conversation: null, person: undefined };
const element = (id) => document.getElementById(id);
const words = () => WORDS[state.locale];

function applyLanguage() {
  document.documentElement.lang = state.locale === "zh" ? "zh-CN" : "en";
  document.title = words().title;
  element("title").textContent = words().title;
  element("language").textContent = words().language;
  element("fresh").textContent = words().fresh;
  element("send").textContent = words().send;
  element("leave").textContent = words().sign_out;
  element("leave").title = state.person || "";
  element("asklabel").textContent = words().placeholder;
  element("question").placeholder = words().placeholder;
}

async function welcome() {
  state.conversation = null;
  const main = element("conversation");
  main.replaceChildren();
  const box = document.createElement("section");
  box.className = "welcome";
  const text = document.createElement("p");
  text.textContent = words().welcome;
  const chips = document.createElement("div");
  chips.className = "chips";
  box.append(text, chips);
  main.append(box);
  const response = await fetch(`/v1/metrics?locale=${state.locale}`, { headers: told() });
  if (response.status === 401) return signIn();
  if (!response.ok) return;
  const found = await response.json();
  element("title").textContent = found.model;
  const cores = found.metrics.filter((metric) => found.core.includes(metric.name)).concat(found.metrics).slice(0, 4);
  const zh = state.locale === "zh";
  const forms = zh
    ? [(l) => `本季度${l}变化如何`, (l) => `上个月的${l}`, (l) => `今年${l}按月`, (l) => `${l}的口径是什么，谁负责`]
    : [(l) => `how did ${l} change this quarter`, (l) => `${l} last month`, (l) => `${l} by month this year`, (l) => `what is ${l} and who owns it?`];
  chips.replaceChildren(...cores.map((metric, place) => chip(forms[place](metric.label))));
}

function chip(text) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = text;
  button.addEventListener("click", () => ask(text));
  return button;
}

// What every request says: the reader's language, and who he is where nobody signs in.
function told() {
  const id = state.person === null ? personId() : null;
  return { "Accept-Language": state.locale, ...(id ? { "KPI-Person": id } : {}) };
}

function signIn() {
  state.person = undefined;
  state.conversation = null;
  showParts();
  const form = signInForm(words(), told(), enter);
  element("conversation").replaceChildren(form);
  form.querySelector("input").focus();
}

function enter(found) {
  state.person = found.authentication === "on" ? found.person : null;
  showParts();
  applyLanguage();
  welcome();
  element("question").focus();
}

// Nothing can be asked before somebody is signed in, and nobody signs out who did not sign in.
function showParts() {
  element("ask").hidden = element("fresh").hidden = state.person === undefined;
  element("leave").hidden = !state.person;
}

async function start() {
  const found = await whoIsIn(told());
  if (found) enter(found);
  else signIn();
}

async function post(path, body) {
  const headers = { "Content-Type": "application/json", ...told() };
  const response = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  const data = await response.json();
  if (response.status === 401) signIn();
  if (!response.ok) throw new Error(data.detail || data.title);
  return data;
}

export async function ask(text) {
  const bubble = addQuestion(text);
  await show(bubble, () => post("/v1/ask", { question: text, locale: guess(text), conversation_id: state.conversation }));
}

async function choose(choice, locale) {
  const bubble = addQuestion(choice.readback);
  const picked = { query: choice.query, remember: choice.remember };
  await show(bubble, () => post("/v1/query", { ...picked, locale, conversation_id: state.conversation }));
}

async function forget(key) {
  const response = await fetch(`/v1/choices/mine?key=${encodeURIComponent(key)}`, { method: "DELETE", headers: told() });
  return response.ok;
}

function guess(text) {
  return /[\u3400-\u9fff]/.test(text) ? "zh" : "en";
}

function addQuestion(text) {
  document.querySelector(".welcome")?.remove();
  const bubble = document.createElement("p");
  bubble.className = "question";
  bubble.textContent = text;
  element("conversation").append(bubble);
  return bubble;
}

async function show(bubble, request) {
  const box = document.createElement("article");
  box.className = "answer";
  box.textContent = words().thinking;
  element("conversation").append(box);
  try {
    const answer = await request();
    state.conversation = answer.conversation_id;
    highlight(bubble, answer.issues);
    await renderAnswer(box, answer, WORDS[answer.locale] || words(), { ask, choose: (choice) => choose(choice, answer.locale), forget });
  } catch (error) {
    box.classList.add("refused");
    box.textContent = words().failed + error.message;
  }
  bubble.scrollIntoView({ block: "start" });
}

// Mark the words that were not understood, where they stand in the question.
function highlight(bubble, issues) {
  const spans = issues.map((issue) => issue.at).filter(Boolean).sort((a, b) => a[0] - b[0]);
  const characters = Array.from(bubble.textContent);
  const parts = [];
  let place = 0;
  for (const [start, end] of spans) {
    parts.push(characters.slice(place, start).join(""));
    const mark = document.createElement("mark");
    mark.textContent = characters.slice(start, end).join("");
    parts.push(mark);
    place = end;
  }
  bubble.replaceChildren(...parts, characters.slice(place).join(""));
}

element("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = element("question").value.trim();
  element("question").value = "";
  if (text) ask(text);
});
element("language").addEventListener("click", () => {
  state.locale = state.locale === "zh" ? "en" : "zh";
  applyLanguage();
  if (document.querySelector(".welcome")) welcome();
  if (document.querySelector(".signin")) signIn();
});
element("fresh").addEventListener("click", welcome);
element("leave").addEventListener("click", async () => {
  await signOut(told());
  signIn();
});
applyLanguage();
start();
