// Charts: drawn in the page's own colours, told to who cannot see them, and kept as a picture.
import { make } from "/page/dom.js";

let library = null;
const drawn = new Map();

function load() {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = "/page/charts.js";
    script.type = "module";
    script.onload = resolve;
    script.onerror = () => {
      // What did not come is asked for again with the next chart.
      library = null;
      script.remove();
      reject();
    };
    document.head.append(script);
  });
  return library;
}

// The value of a colour of the page as it is now, light or dark.
export function colour(name) {
  const probe = make("span");
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

function config() {
  const [soft, line, ink] = ["soft", "line", "ink"].map(colour);
  const font = getComputedStyle(document.body).fontFamily;
  return {
    background: "transparent", font, view: { stroke: null }, mark: { color: colour("chart-1") },
    bar: { cornerRadiusEnd: 3 }, line: { strokeWidth: 2.25, strokeCap: "round", strokeJoin: "round" }, point: { size: 44, filled: true },
    range: { category: ["chart-1", "chart-2", "chart-3", "chart-4", "chart-5", "chart-6", "chart-7", "chart-8"].map(colour) },
    axis: { labelColor: soft, titleColor: soft, gridColor: line, domainColor: line, tickColor: line, labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal", labelPadding: 6, labelSeparation: 8, domain: false, ticks: false, titlePadding: 10 },
    axisQuantitative: { tickCount: 6 }, axisY: { labelColor: ink }, legend: { labelColor: ink, titleColor: soft, orient: "top", labelFontSize: 12, titleFontWeight: "normal", symbolType: "circle" },
  };
}

const MOST_BARS = 16;
// The share of a chart's width that the names beside its bars may take.
const NAMES = 0.4;
// Large numbers of an axis as English writes them, and as Chinese does: by ten thousands.
const SHORT = "replace(replace(format(datum.value, '~s'), 'G', 'B'), 'k', 'K')";
const WAN = "abs(datum.value) >= 1e8 ? format(datum.value / 1e8, '~r') + '亿' : abs(datum.value) >= 1e4 ? format(datum.value / 1e4, '~r') + '万' : format(datum.value, ',~r')";
// Days of an axis: a year at its first day, a month at its, nothing within a day.
const DAY_NAMES = (year, month, day) => `hours(datum.value) ? '' : date(datum.value) > 1 ? timeFormat(datum.value, '${day}') : timeFormat(datum.value, month(datum.value) ? '${month}' : '${year}')`;
const TIMES = { en: DAY_NAMES("%Y", "%B", "%b %-d"), zh: DAY_NAMES("%Y年", "%-m月", "%-m月%-d日") };
const MONTHS = Array.from({ length: 12 }, (_, place) => `${place + 1}月`);
const DAYS = ["日", "一", "二", "三", "四", "五", "六"].map((day) => `周${day}`);
const CHINESE = { dateTime: "%Y年%-m月%-d日 %X", date: "%Y-%m-%d", time: "%H:%M:%S", periods: ["上午", "下午"], days: DAYS, shortDays: DAYS, months: MONTHS, shortMonths: MONTHS };

// How many names of a legend stand beside each other; a Chinese character takes the room of two Latin ones.
function legendColumns(rows, field, width) {
  const longest = Math.max(...rows.map((row) => [...String(row[field])].reduce((sum, each) => sum + (each > "\u2e7f" ? 13 : 7), 0)));
  return Math.max(1, Math.floor(width / (longest + 40)));
}

// The charts of a specification: it, or those that stand one under the other.
export const panelsOf = (spec) => spec.vconcat || [spec];

// A specification as it is drawn here, ``width`` pixels wide: days are of the calendar, and not of a time zone; of very many bars the first.
export function fitted(spec, locale, width) {
  const panels = panelsOf(spec).map((panel) => fittedPanel(structuredClone(panel), locale, width));
  const [{ shown, all }] = panels;
  const made = spec.vconcat ? { ...spec, spacing: 26, vconcat: panels.map((each) => ({ ...each.made, width })) } : panels[0].made;
  return { made, shown, all };
}

function fittedPanel(made, locale, width) {
  const all = made.data.values;
  for (const row of all) if (/^\d{4}-\d{2}-\d{2}$/.test(row.time)) row.time = `${row.time}T00:00:00`;
  const layers = made.layer || [made];
  // Of several measures each row is there as often; they stand beside each other.
  const times = new Set(all.map((row) => row.measure)).size;
  if (made.height.step && !all.some((row) => "second" in row)) made.data.values = all.slice(0, MOST_BARS * times);
  for (const { encoding } of layers) fitEncoding(encoding, all, locale, width);
  return { made, shown: made.data.values.length / times, all: all.length / times };
}

function fitEncoding(encoding, rows, locale, width) {
  if (encoding.x.type === "temporal") encoding.x.axis = { ...encoding.x.axis, labelExpr: TIMES[locale] || TIMES.en };
  // Names have their room beside the bars, and no more of a narrow screen than leaves the bars theirs.
  if (encoding.y.axis?.labelLimit) encoding.y.axis = { ...encoding.y.axis, labelLimit: Math.min(encoding.y.axis.labelLimit, Math.max(110, width * NAMES)) };
  if (encoding.color) encoding.color.legend = { ...encoding.color.legend, columns: legendColumns(rows, encoding.color.field, width) };
  for (const side of [encoding.x, encoding.y]) if (side.axis && side.axis.format === "~s") side.axis = { ...side.axis, labelExpr: locale === "zh" ? WAN : SHORT };
  for (const each of encoding.tooltip || []) if (each.type === "temporal") each.format = locale === "zh" ? "%Y年%-m月%-d日" : "%b %-d, %Y";
}

// Charts one under the other have no width of their box: what their axes and legends take of it is measured, and left out.
const ROOM = 150;

async function embed(box, spec, locale, settings) {
  const wide = box.clientWidth;
  const made = (width, more) => window.vegaEmbed(box, { ...fitted(spec, locale, width).made, config: config(), ...more }, settings);
  if (!spec.vconcat) return made(wide, { autosize: { type: "fit-x", contains: "padding" } });
  const tried = await made(wide - ROOM, {});
  const taken = box.querySelector("svg").viewBox.baseVal.width - (wide - ROOM);
  tried.view.finalize();
  return made(Math.max(80, Math.floor(wide - taken)), {});
}

// Draws into ``box``; ``label`` is what the chart shows, in words. Returns the view, or null where it cannot be drawn.
export async function drawChart(box, spec, label, locale) {
  try {
    await load();
    const settings = { ...(locale === "zh" ? { timeFormatLocale: CHINESE } : {}), actions: false, ast: true, renderer: "svg", logLevel: 1, tooltip: { theme: "custom" } };
    const made = await embed(box, spec, locale, settings);
    box.setAttribute("role", "img");
    box.setAttribute("aria-label", label);
    box.querySelector("svg").setAttribute("aria-hidden", "true");
    drawn.set(box, { spec, label, locale, view: made.view });
    return made.view;
  } catch {
    return null;
  }
}

export const viewOf = (box) => drawn.get(box)?.view;

// Draws all charts anew, in the colours that hold now.
export async function redrawCharts() {
  for (const [box, { spec, label, locale, view }] of [...drawn]) {
    drawn.delete(box);
    view.finalize();
    if (box.isConnected) await drawChart(box, spec, label, locale);
  }
}

// The chart as a PNG, on the ground of the page.
export async function pictureOf(box) {
  const view = viewOf(box);
  const ground = view.background();
  view.background(colour("card"));
  const url = await view.toImageURL("png", 2);
  view.background(ground);
  await view.runAsync();
  box.querySelector("svg").setAttribute("aria-hidden", "true");
  return url;
}
