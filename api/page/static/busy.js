// A thin line at the top of the page, while something is awaited for longer than a moment.
const AFTER = 250;
let awaited = 0;
let waiting;

function show(busy) {
  const line = document.getElementById("busy");
  if (line) line.hidden = !busy;
}

// Says that something is awaited; what is returned says that it has come.
export function awaitOne() {
  awaited += 1;
  if (awaited === 1) waiting = setTimeout(() => show(true), AFTER);
  return () => {
    awaited -= 1;
    if (awaited) return;
    clearTimeout(waiting);
    show(false);
  };
}
