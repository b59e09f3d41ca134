// Numbers, days and moments, as the reader's language writes them.
// A sign stays on the line of its number: a word joiner follows it.
export const keptWhole = (text) => text.replace(/(?<=[\s(（：])[-+](?=\S)/gu, "$&\u2060");

const language = (locale) => (locale === "zh" ? "zh-CN" : "en-US");

// A column with how its metric is told, as the definition (``card``) says: so many decimals, and a label behind the number. Of another unit than
// the metric's own (how much more in percent) both are as usual.
export function declared(column, card) {
  if (!card || card.unit !== column.unit) return column;
  return { ...column, decimals: card.decimals ?? undefined, unit_label: card.unit_label };
}

// What is behind a number, or in the head over many; a currency and a percent sign are part of the number.
export const unitOf = (column, words) => (isWritten(column.unit) ? "" : column.unit_label || words.units[column.unit] || "");

const isMoney = (unit) => /^[A-Z]{3}$/.test(unit || "");
const isWritten = (unit) => isMoney(unit) || unit === "share" || unit === "percentage_point";

// A number as the sentence writes it. ``column`` says its unit and type, how many ``decimals`` are told, and of those of a table what makes them
// alike: at ``least`` so many, and whether large amounts are ``compact``.
export function formatValue(value, column, locale) {
  if (value === null || value === undefined) return "–";
  if (typeof value !== "number") return String(value);
  const number = (options) => new Intl.NumberFormat(language(locale), options);
  if (column.unit === "share") return number({ style: "percent", ...exactly(column.decimals ?? 1) }).format(value);
  if (column.unit === "percentage_point") return number({ ...digitsOf(value * 100, 2, column.least), signDisplay: "exceptZero" }).format(value * 100);
  if (isMoney(column.unit)) return money(value, column, number);
  return number(column.type === "integer" ? exactly(0) : digitsOf(value, column.decimals ?? 2, column.least)).format(value);
}

const exactly = (digits) => ({ minimumFractionDigits: digits, maximumFractionDigits: digits });

// What is something is not written as nothing: one digit of it is.
function digitsOf(value, most, least) {
  if (value !== 0 && most > 0 && Math.abs(value) < 0.5 / 10 ** most && !least) return { maximumSignificantDigits: 1 };
  return { minimumFractionDigits: Math.min(least || 0, most), maximumFractionDigits: most };
}

function money(value, column, number) {
  const style = { style: "currency", currency: column.unit };
  if (Math.abs(value) >= (column.compact ? 1e3 : 1e6)) return number({ ...style, notation: "compact", ...digitsOf(value, 2, column.least) }).format(value);
  return number({ ...style, ...(column.decimals === undefined ? {} : exactly(column.decimals)) }).format(value);
}

// The period of a target, which is written 2026, 2026-Q4, 2026-H2 or 2026-11; of a fiscal one the number is the business's.
export function formatPeriod(name, locale) {
  return name.split(" – ").map((each) => {
    const [, year, kind, number] = /^(\d{4})(?:-([QH]?)(\d+))?$/.exec(each) || [];
    if (!year) return each;
    const month = { Q: number * 3 - 2, H: number * 6 - 5 }[kind] || number || 1;
    const grain = number === undefined ? "year" : { Q: "quarter", H: "half" }[kind] || "month";
    return formatUnit(`${year}-${String(month).padStart(2, "0")}-01`, grain, locale);
  }).join(" – ");
}

export function formatDay(day, locale) {
  return dayFormat(locale).format(new Date(`${day}T00:00:00Z`));
}

// The days from ``start`` to the day before ``end``; they are of the calendar and of no time zone.
export function formatDays(start, end, locale) {
  const last = new Date(Date.parse(`${end}T00:00:00Z`) - 86400000).toISOString().slice(0, 10);
  if (last === start) return formatDay(start, locale);
  if (locale !== "zh") return dayFormat(locale).formatRange(new Date(`${start}T00:00:00Z`), new Date(`${last}T00:00:00Z`)).replaceAll("\u2009", " ");
  const until = formatDay(last, locale);
  return `${formatDay(start, locale)}至${start.slice(0, 4) === last.slice(0, 4) ? until.slice(5) : until}`;
}

// The days of a side of an answer, or the one that it is as of.
export const formatSide = ({ start, end, as_of }, locale) => (as_of ? formatDay(as_of, locale) : formatDays(start, end, locale));

const dayFormat = (locale) => new Intl.DateTimeFormat(language(locale), { year: "numeric", month: locale === "zh" ? "long" : "short", day: "numeric", timeZone: "UTC" });

export function formatMoment(moment, locale) {
  return new Intl.DateTimeFormat(language(locale), { dateStyle: "medium", timeStyle: "short" }).format(new Date(moment));
}

export function formatCount(count, locale) {
  return new Intl.NumberFormat(language(locale)).format(count);
}

// The unit that begins on a day; one of a calendar of its own, which begins on another, is that day.
export function formatUnit(day, grain, locale) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return String(day);
  const [year, month, date] = day.split("-").map(Number);
  if (grain === "year" && month === 1 && date === 1) return locale === "zh" ? `${year}年` : String(year);
  if (grain === "half" && month % 6 === 1 && date === 1) return locale === "zh" ? `${year}年${month === 1 ? "上" : "下"}半年` : `H${month === 1 ? 1 : 2} ${year}`;
  if (grain === "quarter" && month % 3 === 1 && date === 1) return locale === "zh" ? `${year}年第${(month + 2) / 3}季度` : `Q${(month + 2) / 3} ${year}`;
  if (grain === "month" && date === 1) {
    return new Intl.DateTimeFormat(language(locale), { year: "numeric", month: locale === "zh" ? "long" : "short", timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));
  }
  return formatDay(day, locale);
}
