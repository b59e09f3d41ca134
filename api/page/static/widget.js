// The script tag for other pages: puts an answer where it stands.
//   <script src="https://kpi.example.com/page/widget.js" data-question="revenue last month" async></script>
(() => {
  const script = document.currentScript;
  const service = new URL(script.src).origin;
  const wanted = new URLSearchParams();
  for (const name of ["question", "locale", "theme", "ask"]) if (script.dataset[name]) wanted.set(name, script.dataset[name]);
  const frame = document.createElement("iframe");
  frame.src = `${service}/embed#${wanted}`;
  frame.title = script.dataset.title || script.dataset.question || "KPI answers";
  frame.style.cssText = "display:block;width:100%;border:0;height:220px;color-scheme:normal";
  script.after(frame);
  window.addEventListener("message", async (event) => {
    if (event.source !== frame.contentWindow || event.origin !== service || !event.data) return;
    if (event.data.kpi === "height") frame.style.height = `${event.data.value}px`;
    // The page may sign its reader in: it names a function of its own that returns his key or token.
    const credential = window[script.dataset.credential];
    if (event.data.kpi === "ready" && typeof credential === "function") frame.contentWindow.postMessage({ kpi: "credential", value: await credential() }, service);
  });
})();
