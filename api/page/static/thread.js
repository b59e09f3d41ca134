// The conversation: what was asked, and each answer under it.
import { renderAnswer } from "/page/answer.js";
import { button, make } from "/page/dom.js";
import { formatMoment } from "/page/format.js";
import { call, callInStages, isKnown, who } from "/page/talk.js";
import { WORDS } from "/page/words.js";

// ``changed`` is called whenever there is more to come back to.
// What is sealed is shown and does not go on.
export const thread = { conversation: null, sealed: true, keeps: true, changed: () => {}, share: null };
const words = () => WORDS[who.locale];
const place = () => document.getElementById("conversation");

let turn = 0;

// Says that something else is to be shown from now on; what is returned says whether it still is. What was asked for
// earlier and comes later would stand under the address of what came after it.
export function takePlace() {
  const mine = ++turn;
  return () => mine === turn;
}

export function clearThread() {
  thread.conversation = null;
  thread.sealed = false;
  place().replaceChildren();
  place().className = "";
}

const kept = () => ({ keep: thread.keeps && isKnown(), conversation_id: thread.conversation });

export async function ask(text) {
  const heading = addQuestion(text);
  await show(heading, text, (told) => callInStages("/v1/ask", { question: text, locale: guess(text), ...kept() }, told));
}

async function choose(choice, locale) {
  const heading = addQuestion(choice.readback);
  const picked = { query: choice.query, remember: choice.remember, asked: choice.readback.slice(0, 2000) };
  await show(heading, null, (told) => callInStages("/v1/query", { ...picked, locale, ...kept() }, told));
}

async function forget(key) {
  try {
    await call(`/v1/choices/mine?key=${encodeURIComponent(key)}`, "DELETE");
    return true;
  } catch {
    return false;
  }
}

const judge = (said) => call("/v1/feedback", "POST", said);

function guess(text) {
  return /[\u3400-\u9fff]/.test(text) ? "zh" : "en";
}

function addQuestion(text) {
  if (thread.sealed) {
    takePlace();
    clearThread();
  }
  const heading = make("h2", "question", text);
  place().append(heading);
  return heading;
}

// What the reader can do about an answer of his own conversation.
function doings(answer, question) {
  const judged = (said) => judge({ ...said, question: (question || "").slice(0, 2000) });
  const share = isKnown() && thread.share ? (id) => thread.share(thread.conversation, id) : null;
  return { ask, choose: (choice) => choose(choice, answer.locale), forget, judge: judged, share, question };
}

async function show(heading, question, request) {
  const box = make("article", "answer waiting");
  const told = stageList();
  box.append(told.box);
  place().append(box);
  heading.scrollIntoView({ block: "start" });
  try {
    const answer = await request(told.move);
    if (!box.isConnected) return;
    thread.conversation = answer.conversation_id;
    box.classList.remove("waiting");
    highlight(heading, answer.issues);
    announce(answer.text);
    await renderAnswer(box, answer, WORDS[answer.locale] || words(), doings(answer, question));
    thread.changed(answer);
  } catch (error) {
    box.classList.remove("waiting");
    box.classList.add("refused", "broken");
    const problem = make("p", "problem", words().failed + error.message);
    problem.setAttribute("role", "alert");
    box.replaceChildren(problem);
    if (question) box.append(button(words().ask_again, "", () => ask(question)));
  }
  heading.scrollIntoView({ block: "start" });
}

function announce(text) {
  document.getElementById("announce").textContent = text;
}

// What is done at the moment, of four steps.
function stageList() {
  const box = make("ol", "stages");
  const order = ["reading", "query", "rows", "text"];
  const steps = order.map((stage) => make("li", "", words().stages[stage]));
  box.append(...steps);
  const move = (stage) => {
    const at = order.indexOf(stage);
    steps.forEach((step, place) => {
      step.className = place < at ? "done" : place === at ? "now" : "";
    });
  };
  move("reading");
  return { box, move };
}

// Shows a conversation as it was answered, if it ``holds`` that it is to be shown. Whoever asks meanwhile begins a new one.
export async function openConversation(id, holds) {
  thread.sealed = true;
  thread.conversation = null;
  const found = await call(`/v1/conversations/${encodeURIComponent(id)}`);
  if (!holds()) return;
  clearThread();
  thread.conversation = id;
  await showTurns(found.turns, holds, (each) => (answer) => doings(answer, each.asked));
  if (holds()) place().lastElementChild?.previousElementSibling?.scrollIntoView({ block: "start" });
}

// All questions stand in their places before the first answer is drawn: what is asked meanwhile comes after them.
async function showTurns(turns, holds, doing) {
  const boxes = turns.map(addTurn);
  for (const [place, { answer }] of turns.entries()) {
    if (!holds()) return;
    if (answer) await renderAnswer(boxes[place], answer, WORDS[answer.locale] || words(), doing(turns[place])(answer));
  }
}

function addTurn({ asked, answer }) {
  const heading = make("h2", "question", asked || (answer && answer.readback) || "");
  const box = make("article", "answer");
  place().append(heading, box);
  if (answer) highlight(heading, asked ? answer.issues : []);
  else box.append(make("p", "note", words().withheld), button(words().ask_again, "", () => ask(asked)));
  return box;
}

// Shows what somebody shared: nothing in it goes on, and it says when it was answered.
export async function openShare(id, end, holds) {
  const found = await call(`/v1/shares/${encodeURIComponent(id)}`);
  if (!holds()) return;
  clearThread();
  thread.sealed = true;
  const first = found.turns[0];
  const at = first ? formatMoment(first.at, who.locale) : "";
  const note = make("p", "snapshot", !first ? words().nothing_shared : first.anew ? words().anew_at(at) : words().shared_at(at));
  if (found.own) note.append(`${words().units_joint}${words().own_share} `, button(words().end_share, "", () => end(note)));
  place().append(note);
  await showTurns(found.turns, holds, (each) => () => ({ choose: () => {}, forget, question: each.asked }));
  if (!holds()) return;
  for (const choice of place().querySelectorAll(".choices button, .forget")) choice.disabled = true;
}

// Mark the words that were not understood, where they stand in the question.
function highlight(heading, issues) {
  const spans = issues.map((issue) => issue.at).filter(Boolean).sort((a, b) => a[0] - b[0]);
  const characters = Array.from(heading.textContent);
  const parts = [];
  let from = 0;
  for (const [start, end] of spans) {
    if (start < from) continue;
    parts.push(characters.slice(from, start).join(""), make("mark", "", characters.slice(start, end).join("")));
    from = end;
  }
  heading.replaceChildren(...parts, characters.slice(from).join(""));
}
