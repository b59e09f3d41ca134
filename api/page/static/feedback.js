// Whether an answer was right, and if not, what was expected.
import { button, iconButton, make } from "/page/dom.js";

export function feedbackButtons(answer, words, box, judge) {
  const right = iconButton("up", words.right, "right", async () => {
    await send({ right: true });
  });
  const wrong = iconButton("down", words.wrong, "wrong", () => {
    const open = box.querySelector(".expected");
    if (open) return open.remove();
    const form = expectedForm(words, send);
    box.append(form);
    form.querySelector("textarea").focus();
  });
  const note = make("p", "thanks");
  note.setAttribute("role", "status");
  async function send(said) {
    right.disabled = wrong.disabled = true;
    try {
      await judge({ answer_id: answer.answer_id, ...said });
      (said.right ? right : wrong).classList.add("chosen");
      box.querySelector(".expected")?.remove();
      note.textContent = words.thanks;
    } catch (error) {
      right.disabled = wrong.disabled = false;
      note.textContent = words.failed + error.message;
    }
    box.append(note);
  }
  return [right, wrong];
}

function expectedForm(words, send) {
  const form = make("form", "expected");
  const label = make("label", "", words.expected);
  const text = make("textarea");
  text.id = `expected-${Math.random().toString(36).slice(2)}`;
  text.maxLength = 2000;
  text.rows = 2;
  label.htmlFor = text.id;
  const row = make("div", "row");
  const done = make("button", "primary", words.send_feedback);
  done.type = "submit";
  row.append(done, button(words.cancel, "", () => form.remove()));
  form.append(label, text, row);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send({ right: false, expected: text.value.trim() });
  });
  return form;
}
