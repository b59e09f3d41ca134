// Numbers, days and moments, as the reader's language writes them.
// A minus sign stays on the line of its number: a word joiner follows it.
export const keptWhole = (text) => text.replace(/(?<=[\s(（：])-(?=\S)/gu, "-\u2060");

const language = (locale) => (locale === "zh" ? "zh-CN" : "en-US");

export function formatValue(value, column, locale) {
  if (value === null || value === undefined) return "–";
  if (typeof value !== "number") return String(value);
  const tag = language(locale);
  if (column.unit === "share") return new Intl.NumberFormat(tag, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value);
  // What is something is not written as nothing: one digit of it is.
  const tiny = (each) => each !== 0 && Math.abs(each) < 0.005 && !column.decimals;
  const digits = tiny(column.unit === "percentage_point" ? value * 100 : value) ? { maximumSignificantDigits: 1 } : { minimumFractionDigits: column.decimals || 0, maximumFractionDigits: 2 };
  if (column.unit === "percentage_point") return new Intl.NumberFormat(tag, { ...digits, signDisplay: "exceptZero" }).format(value * 100);
  if (/^[A-Z]{3}$/.test(column.unit || "")) {
    const compact = Math.abs(value) >= (column.compact ? 1e3 : 1e6);
    return new Intl.NumberFormat(tag, { style: "currency", currency: column.unit, notation: compact ? "compact" : "standard", ...(compact ? digits : {}) }).format(value);
  }
  return new Intl.NumberFormat(tag, column.type === "integer" ? { maximumFractionDigits: 0 } : digits).format(value);
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
