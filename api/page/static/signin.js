// Who is signed in, and the form to sign in with a key. The session is a cookie that no script can read.
import { make } from "/page/dom.js";
import { opened, reach } from "/page/talk.js";

// Who is signed in: { authentication, person }, or null where somebody has to sign in first.
export async function whoIsIn(headers) {
  const response = await reach("/v1/session", { headers });
  return response.status === 401 ? null : opened(response);
}

export async function signOut(headers) {
  await reach("/v1/session", { method: "DELETE", headers });
}

// The form; ``done`` is called with who signed in.
export function signInForm(words, headers, done) {
  const form = make("form", "signin");
  const label = make("label", "", words.key);
  const input = make("input");
  const button = make("button", "", words.sign_in);
  const problem = make("p", "bad");
  input.type = "password";
  input.id = "key";
  input.autocomplete = "current-password";
  input.required = true;
  label.htmlFor = "key";
  button.type = "submit";
  problem.setAttribute("role", "alert");
  form.append(make("h2", "", words.sign_in), make("p", "", words.sign_in_how), label, input, button, problem);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    problem.textContent = "";
    try {
      const response = await reach("/v1/session", {
        method: "POST", headers: { ...headers, "Content-Type": "application/json" }, body: JSON.stringify({ key: input.value }),
      });
      const found = await response.json().catch(() => ({}));
      input.value = "";
      if (response.ok) return done(found);
      problem.textContent = found.detail || found.title || words.unreadable(response.status);
    } catch (error) {
      problem.textContent = error.message;
    }
    button.disabled = false;
    input.focus();
  });
  return form;
}
