// All KPIs: found by name, each with its last twelve months and its target. What is not on the screen is not computed.
import { definitionCard } from "/page/definition.js";
import { button, icon, iconButton, make } from "/page/dom.js";
import { declared, formatPeriod, formatUnit, formatValue, unitOf } from "/page/format.js";
import { sparkline } from "/page/sparkline.js";
import { call, who } from "/page/talk.js";

const AT_ONCE = 12;
const PAGE = 48;

// Shows the catalogue; ``ask`` is called with a question about a KPI.
export async function catalogue(place, words, ask) {
  const box = make("section", "catalogue");
  const head = make("div", "searchbar");
  const field = searchField(words);
  const departments = make("select");
  departments.setAttribute("aria-label", words.all_departments);
  const count = make("p", "plain count");
  count.setAttribute("role", "status");
  const grid = make("ul", "tiles");
  head.append(field.box, departments);
  box.append(make("h2", "", words.kpis), make("p", "plain", words.kpis_how), head, count, grid);
  place.append(box);
  const glance = watchTiles(words);
  let turn = 0;
  async function load(offset) {
    const mine = ++turn;
    const wanted = new URLSearchParams({ locale: who.locale, limit: PAGE, offset, search: field.input.value.trim(), department: departments.value });
    const found = await call(`/v1/metrics?${wanted}`);
    if (mine !== turn) return;
    if (!departments.options.length) fillDepartments(departments, found, words);
    if (!offset) grid.replaceChildren();
    count.textContent = found.total ? words.found(found.total) : words.no_kpi;
    for (const metric of found.metrics) grid.append(tile(metric, words, ask, glance));
    box.querySelector(".more")?.remove();
    if (offset + found.metrics.length < found.total) box.append(button(words.more_kpis, "more", () => again(offset + PAGE)));
  }
  // What is sought in vain is said where the number found would stand.
  const again = (offset) => load(offset).catch((error) => {
    count.textContent = error.message;
  });
  let waiting;
  field.input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => again(0), 180);
  });
  departments.addEventListener("change", () => again(0));
  await load(0);
  field.input.focus();
}

function searchField(words) {
  const box = make("div", "search");
  const input = make("input");
  input.type = "search";
  input.placeholder = words.search;
  input.setAttribute("aria-label", words.search);
  box.append(icon("search"), input);
  return { box, input };
}

function fillDepartments(select, found, words) {
  for (const name of ["", ...found.departments]) {
    const option = make("option", "", name ? found.department_labels[name] : words.all_departments);
    option.value = name;
    select.append(option);
  }
  select.hidden = found.departments.length < 2;
}

function tile(metric, words, ask, glance) {
  const item = make("li", "tile");
  item.dataset.metric = metric.name;
  const name = button(metric.label, "name", () => openMetric(metric, words, ask));
  name.title = metric.definition;
  const about = [metric.department && words.of_department(metric.department_label), metric.certified ? words.certified : words.standings[metric.status] || metric.status].filter(Boolean).join(" · ");
  const body = make("div", "glance");
  body.setAttribute("aria-busy", "true");
  item.append(name, make("small", "", about), body);
  glance.observe(item, metric);
  return item;
}

// Asks for what comes onto the screen, several tiles in one request, one request at a time.
function watchTiles(words) {
  const waiting = new Map();
  const tiles = new WeakMap();
  let busy = false;
  async function ask() {
    if (busy || !waiting.size) return;
    busy = true;
    const some = [...waiting].slice(0, AT_ONCE);
    for (const [name] of some) waiting.delete(name);
    try {
      const found = await call("/v1/overview", "POST", { metrics: some.map(([name]) => name), locale: who.locale }, true);
      for (const [name, { item, metric }] of some) if (found.metrics[name]) fill(item, metric, found.metrics[name], words);
      for (const name of found.left) waiting.set(name, some.find(([each]) => each === name)[1]);
    } catch (error) {
      for (const [, { item }] of some) item.querySelector(".glance").replaceChildren(make("small", "", error.message));
    }
    busy = false;
    ask();
  }
  const observer = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      observer.unobserve(target);
      waiting.set(target.dataset.metric, tiles.get(target));
    }
    setTimeout(ask, 60);
  }, { rootMargin: "120px" });
  return {
    observe(item, metric) {
      tiles.set(item, { item, metric });
      observer.observe(item);
    },
  };
}

function fill(item, metric, found, words) {
  const body = item.querySelector(".glance");
  body.removeAttribute("aria-busy");
  const known = found.points.filter(([, value]) => value !== null);
  if (!known.length) return body.replaceChildren(make("small", "", words.no_data), ...status(found.target, metric, words));
  const [at, value] = known[known.length - 1];
  const column = declared({ unit: found.unit, type: "double" }, metric);
  const say = (each) => formatValue(each, column, who.locale);
  const latest = make("p", "latest", say(value));
  latest.append(make("small", "", [unitOf(column, words), formatUnit(at, "month", who.locale)].filter(Boolean).join(" · ")));
  body.replaceChildren(latest, sparkline(found.points, say, words, who.locale), ...status(found.target, metric, words));
}

function status(target, metric, words) {
  if (!target) return [make("small", "standing", words.no_target)];
  const tone = { on_track: "good", behind: "bad" }[target.status] || "";
  const share = target.attainment === null ? "" : formatValue(target.attainment, { unit: "share" }, who.locale);
  const reached = share && metric.direction === "down" ? words.of_limit(share) : share;
  const made = make("small", `standing ${tone}`, [words.statuses[target.status], reached, formatPeriod(target.period, who.locale)].filter(Boolean).join(" · "));
  return [made];
}

// A KPI by itself: its definition with the lineage, and what to ask about it.
function openMetric(metric, words, ask) {
  const dialog = document.getElementById("dialog");
  const chips = make("div", "chips");
  for (const text of words.asks(metric.label)) {
    chips.append(button(text, "", () => {
      dialog.close();
      ask(text);
    }));
  }
  const card = definitionCard(metric, words, who.locale);
  card.querySelector("h3").id = "dialogtitle";
  dialog.setAttribute("aria-labelledby", "dialogtitle");
  dialog.replaceChildren(iconButton("close", words.close, "close", () => dialog.close()), card, chips);
  dialog.showModal();
}
