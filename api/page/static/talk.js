// What is said to the service, and by whom.
import { awaitOne } from "/page/busy.js";
import { personId } from "/page/choices.js";
import { WORDS } from "/page/words.js";

// ``person`` is who is signed in; null where nobody has to, and undefined where somebody has to and has not.
export const who = { locale: navigator.language.startsWith("zh") ? "zh" : "en", person: undefined, credential: "", leave: () => {} };

// What every request says: the reader's language, and who he is where nobody signs in.
export function told() {
  const id = who.person === null ? personId() : null;
  const credential = who.credential ? { Authorization: `Bearer ${who.credential}` } : {};
  return { "Accept-Language": who.locale, ...(id ? { "KPI-Person": id } : {}), ...credential };
}

// Whether what is asked can be found again: somebody is known to ask it.
export const isKnown = () => Boolean(who.person) || (who.person === null && personId() !== null);

// Whether somebody has to sign in before anything can be asked.
export const isOut = () => who.person === undefined;

const failure = (text, status) => Object.assign(new Error(text), { status });

// A response. Where there is none, what the browser says of it is for nobody: it is said in the reader's language.
export async function reach(path, options) {
  try {
    return await fetch(path, options);
  } catch {
    throw failure(WORDS[who.locale].unreachable, 0);
  }
}

// ``quietly`` asks for what nobody waits for, or what says itself that it is awaited.
export async function call(path, method = "GET", body = undefined, quietly = false) {
  const headers = body === undefined ? told() : { "Content-Type": "application/json", ...told() };
  const done = quietly ? () => {} : awaitOne();
  try {
    const response = await reach(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
    return response.status === 204 ? null : await opened(response);
  } finally {
    done();
  }
}

// What a response holds. What is not the service's own (a proxy's page, half a body) is not shown.
export async function opened(response) {
  const data = await response.json().catch(() => null);
  if (response.status === 401) who.leave();
  if (!response.ok || data === null) throw failure(data?.detail || data?.title || WORDS[who.locale].unreadable(response.status), response.status);
  return data;
}

// The answer to a question; ``onStage`` hears how far it has come.
export async function callInStages(path, body, onStage) {
  const headers = { "Content-Type": "application/json", Accept: "text/event-stream", ...told() };
  const response = await reach(path, { method: "POST", headers, body: JSON.stringify({ ...body, progress: true }) });
  if (!response.ok || !response.headers.get("content-type")?.startsWith("text/event-stream")) return opened(response);
  let answer = null;
  for await (const { event, data } of eventsOf(response.body)) {
    if (event === "progress") onStage(data.stage);
    if (event === "problem") throw failure(data.detail || data.title, data.status);
    if (event === "text") answer = data;
  }
  if (!answer) throw failure(WORDS[who.locale].cut, 0);
  return answer;
}

async function* eventsOf(body) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let held = "";
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw failure(WORDS[who.locale].cut, 0);
    });
    if (done) return;
    held += decoder.decode(value, { stream: true }).replaceAll("\r\n", "\n");
    const parts = held.split("\n\n");
    held = parts.pop();
    for (const part of parts) {
      const line = (name) => part.split("\n").filter((each) => each.startsWith(`${name}: `)).map((each) => each.slice(name.length + 2)).join("\n");
      if (line("event")) yield { event: line("event"), data: JSON.parse(line("data")) };
    }
  }
}
