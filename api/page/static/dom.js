// Elements, made in one place. Text is only ever text: nothing from the service is read as markup.
const SVG = "http://www.w3.org/2000/svg";

export function make(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined && text !== null) made.textContent = text;
  return made;
}

// A text as it is written by machines; who has no mouse scrolls it too.
export function listing(text, label) {
  const made = make("pre", "", text);
  made.tabIndex = 0;
  made.setAttribute("role", "group");
  made.setAttribute("aria-label", label);
  return made;
}

export function button(text, className, onClick) {
  const made = make("button", className, text);
  made.type = "button";
  if (onClick) made.addEventListener("click", onClick);
  return made;
}

// A button that is only an icon: ``label`` is what it says to who cannot see it, and on hovering.
export function iconButton(name, label, className, onClick) {
  const made = button("", `icon ${className || ""}`.trim(), onClick);
  made.append(icon(name));
  made.setAttribute("aria-label", label);
  made.title = label;
  return made;
}

const PATHS = {
  plus: "M8 3v10M3 8h10", menu: "M2.5 4.5h11M2.5 8h11M2.5 11.5h11", send: "M8 13V3.5M3.8 7.7 8 3.5l4.2 4.2", close: "M4 4l8 8M12 4l-8 8",
  board: "M2.5 13.5h11M4.5 11V7.5M8 11V3.5M11.5 11V5.8", moon: "M13 9.6A5.5 5.5 0 0 1 6.4 3a5.5 5.5 0 1 0 6.6 6.6Z",
  sun: "M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6ZM8 1.5v1.4M8 13.1v1.4M1.5 8h1.4M13.1 8h1.4M3.4 3.4l1 1M11.6 11.6l1 1M12.6 3.4l-1 1M4.4 11.6l-1 1",
  trash: "M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.6 8.5h5.8l.6-8.5M6.8 7v3.5M9.2 7v3.5", link: "M6.8 9.2a2.4 2.4 0 0 0 3.4 0l2.3-2.3a2.4 2.4 0 0 0-3.4-3.4l-1 1M9.2 6.8a2.4 2.4 0 0 0-3.4 0L3.500 9.100a2.400 2.400 0 0 0 3.400 3.400l1-1",
  up: "M5 7.2 7.6 2.500c.9 0 1.500.7 1.300 1.600L8.500 6.200h3.300c.8 0 1.300.7 1.100 1.500l-1 4c-.1.600-.600 1-1.200 1H5M5 7.200v5.500M5 7.200H3v5.500h2",
  down: "M11 8.800 8.400 13.500c-.9 0-1.500-.7-1.300-1.600l.4-2.100H4.200c-.8 0-1.300-.7-1.100-1.500l1-4c.1-.6.6-1 1.200-1H11M11 8.800V3.300M11 8.800h2V3.300h-2",
  download: "M8 2.500v7.500M4.800 7 8 10.200 11.200 7M3 13h10", image: "M2.500 3.500h11v9h-11zM2.500 10.500l3-3 2.500 2.500 2-2 3.500 3.500M10.500 6.200h.01",
  search: "M7 2.500a4.500 4.500 0 1 0 0 9 4.500 4.500 0 0 0 0-9ZM10.300 10.300l3.200 3.200", check: "M3.500 8.500l3 3 6-7", path: "M3 3.500h4v3H3zM9 9.500h4v3H9zM5 6.500V11h4",
};

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

// An element of a drawing, with its attributes.
export function draw(tag, attributes) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

// Pairs of a name and what it says, each in a box of its own; what says nothing is left out.
export function pairs(rows, className) {
  const list = make("dl", className);
  for (const [name, value] of rows) {
    if (!value) continue;
    const said = make("dd");
    said.append(value);
    const pair = make("div");
    pair.append(make("dt", "", name), said);
    list.append(pair);
  }
  return list;
}
