// What was chosen where words can mean several things: which meaning was taken, the others as buttons, and how to undo it.
import { make } from "/page/dom.js";

const CODES = ["as_you_chose", "by_default", "choice_kept"];

// Who asks: a random id that this browser keeps; null where it keeps nothing.
export function personId() {
  try {
    let id = localStorage.getItem("kpi-person");
    if (!id) {
      id = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
      localStorage.setItem("kpi-person", id);
    }
    return id;
  } catch {
    return null;
  }
}

export function isSettling(issue) {
  return CODES.includes(issue.code);
}

// Each meaning that was taken without asking, or is remembered from now on; null where there is none.
export function settledBox(answer, words, { choose, forget }) {
  if (!answer.settled.length) return null;
  const box = make("div", "settled");
  const notes = answer.notes.filter(isSettling);
  answer.settled.forEach((each, place) => box.append(line(each, notes[place].message, words, forget)));
  if (answer.choices.length && answer.status === "answered") box.append(make("p", "otherwise", words.otherwise), choiceList(answer, choose));
  return box;
}

function line(settled, message, words, forget) {
  const made = make("p", "");
  made.append(make("span", "", message));
  if (settled.by === "person") {
    const button = make("button", "forget", words.forget);
    button.type = "button";
    button.addEventListener("click", async () => {
      button.disabled = true;
      made.firstChild.textContent = (await forget(settled.key)) ? words.forgotten : words.not_forgotten;
      button.remove();
    });
    made.append(" ", button);
  }
  return made;
}

// One button a reading, with its numbers.
export function choiceList(answer, choose) {
  const list = make("div", "choices");
  for (const choice of answer.choices) {
    const button = make("button", "", choice.label);
    button.type = "button";
    button.append(make("small", "", choice.readback));
    button.addEventListener("click", () => choose(choice));
    list.append(button);
  }
  return list;
}
