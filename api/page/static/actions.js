// Below an answer: how it came about, whose definition it is, keeping it, passing it on, and saying whether it is right.
import { definitionPanel } from "/page/definition.js";
import { button, iconButton, listing, make } from "/page/dom.js";
import { saveChart, saveRows } from "/page/download.js";
import { feedbackButtons } from "/page/feedback.js";
import { whyPanel } from "/page/why.js";

export function actionBar(answer, words, doing, figure) {
  const box = make("div", "foot");
  const bar = make("div", "actions");
  const panels = [];
  const add = (name, build) => panels.push(panelButton(bar, box, name, build, panels));
  if (answer.trace.length || answer.sql) add(words.why, () => whyPanel(answer, words, doing));
  if (answer.metrics.length) add(words.definition, () => definitionPanel(answer.metrics, words, answer.locale));
  if (answer.sql) add(words.sql, () => listing(answer.sql, words.sql));
  bar.append(make("span", "gap"));
  if (answer.rows.length) bar.append(iconButton("download", words.csv, "csv", () => saveRows(answer, words)));
  if (figure) bar.append(iconButton("image", words.png, "png", () => saveChart(answer, figure)));
  if (doing.share && answer.answer_id) bar.append(iconButton("link", words.share_answer, "share", () => doing.share(answer.answer_id)));
  if (doing.judge && answer.answer_id) bar.append(...feedbackButtons(answer, words, box, doing.judge));
  if (bar.children.length > 1) box.prepend(bar);
  return box;
}

// One panel is open at a time; it is built when it is first opened.
function panelButton(bar, box, name, build, all) {
  const opener = button(name, "opener");
  const panel = make("div", "panel");
  panel.setAttribute("role", "group");
  panel.hidden = true;
  panel.setAttribute("aria-label", name);
  opener.setAttribute("aria-expanded", "false");
  const show = (open) => {
    if (open && !panel.childElementCount) panel.append(build());
    panel.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
  };
  opener.addEventListener("click", () => {
    const open = panel.hidden;
    for (const each of all) each(false);
    show(open);
  });
  bar.append(opener);
  box.append(panel);
  return show;
}
