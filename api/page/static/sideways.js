// A table that is wider than its place says so: it fades where more is, its first column stays, and a line says it in words.
import { make } from "/page/dom.js";

// ``scroll`` stands in ``box`` and scrolls; the line comes after it.
export function sayWider(box, scroll, words) {
  box.append(make("p", "remark sideways", words.sideways));
  const look = () => {
    const rest = scroll.scrollWidth - scroll.clientWidth;
    box.classList.toggle("wider", rest > 1);
    box.classList.toggle("moved", scroll.scrollLeft > 1);
    box.classList.toggle("ahead", scroll.scrollLeft < rest - 1);
  };
  scroll.addEventListener("scroll", look, { passive: true });
  const watcher = new ResizeObserver(look);
  watcher.observe(scroll);
  watcher.observe(scroll.firstElementChild);
}
