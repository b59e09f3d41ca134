// Sharing by link: the link to pass on, and how to end it.
import { button, iconButton, make } from "/page/dom.js";
import { call } from "/page/talk.js";

// Shares a conversation, or one answer of it, and shows the link.
export async function shareDialog(dialog, words, conversation, answer) {
  const title = make("h2", "", words.share);
  const how = make("p", "plain", words.share_how);
  const row = make("div", "row");
  const note = make("p", "thanks");
  note.setAttribute("role", "status");
  title.id = "dialogtitle";
  dialog.setAttribute("aria-labelledby", title.id);
  const close = iconButton("close", words.close, "close", () => dialog.close());
  dialog.replaceChildren(close, title, how, row, note);
  note.textContent = words.loading;
  dialog.showModal();
  try {
    const made = await call("/v1/shares", "POST", { conversation_id: conversation, answer_id: answer });
    note.textContent = "";
    row.append(...linkParts(made.id, words, note, row));
  } catch (error) {
    note.textContent = error.message;
  }
}

function linkParts(id, words, note, row) {
  const link = make("input", "link");
  link.readOnly = true;
  link.value = `${location.origin}${location.pathname}#/s/${id}`;
  link.setAttribute("aria-label", words.copy);
  link.addEventListener("focus", () => link.select());
  const copy = button(words.copy, "primary", async () => {
    link.select();
    try {
      await navigator.clipboard.writeText(link.value);
    } catch {
      document.execCommand("copy");
    }
    note.textContent = words.copied;
  });
  const end = button(words.end_share, "", async () => {
    try {
      await call(`/v1/shares/${encodeURIComponent(id)}`, "DELETE");
      row.replaceChildren();
      note.textContent = words.ended;
    } catch (error) {
      note.textContent = error.message;
    }
  });
  return [link, copy, end];
}
