// Cells of a CSV that a spreadsheet reads as what they are; the service has the same rule in spreadsheet.py.

// What a spreadsheet takes for the beginning of a formula, after whatever it may leave out before it.
const FORMULA = /^(?:[\t\r\n]|[\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2060\ufeff]*[=+\-@])/;
// A negative number, written as programs write one: nothing is calculated from it.
const NEGATIVE = /^-\d+(\.\d+)?(e[+-]?\d+)?$/i;

// The text of a cell; one that would be calculated begins with an apostrophe. Wide and small forms of the signs count as the signs.
export function writeCell(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(value);
  const text = String(value);
  return FORMULA.test(text.normalize("NFKC")) && !NEGATIVE.test(text) ? `'${text}` : text;
}
