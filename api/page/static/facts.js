// Beside an answer: which days, against which, against what target, by whose definition, from data up to when.
import { make, pairs } from "/page/dom.js";
import { declared, formatDay, formatSide, formatValue, unitOf } from "/page/format.js";

// The facts of an answer; null where it has none.
export function facts(answer, words) {
  const rows = [period(answer, words), comparison(answer, words), target(answer, words), definition(answer, words), freshness(answer, words)];
  const found = rows.filter(Boolean);
  if (!found.length || answer.status !== "answered") return null;
  const box = make("div", "facts");
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", words.facts);
  box.append(pairs(found));
  return box;
}

function two(first, second, tone) {
  const box = make("span");
  box.append(make("span", "fact", first));
  if (second) box.append(make("small", tone || "", second));
  return box;
}

function period(answer, words) {
  if (!answer.period) return null;
  const { as_of, complete } = answer.period;
  return [as_of ? words.as_of : words.period, two(formatSide(answer.period, answer.locale), as_of || complete ? "" : words.incomplete)];
}

function comparison(answer, words) {
  if (!answer.comparison) return null;
  const { basis, like_for_like } = answer.comparison;
  const how = [words.bases[basis], like_for_like ? words.like_for_like : ""].filter(Boolean).join(" · ");
  return [words.compared, two(formatSide(answer.comparison, answer.locale), how)];
}

function target(answer, words) {
  const found = answer.target;
  const metric = answer.metrics[0];
  if (!found || found.value === null || !metric) return null;
  const column = declared({ unit: metric.unit, type: "double" }, metric);
  const unit = unitOf(column, words);
  const say = (number) => formatValue(number, column, answer.locale) + (unit && words.units_joint + unit);
  const value = say(found.value);
  const whole = found.whole !== null && found.whole !== found.value ? `${words.of_whole} ${say(found.whole)}` : "";
  const tone = { on_track: "good", behind: "bad" }[found.status] || "";
  return [words.due, two(value, [words.statuses[found.status], whole].filter(Boolean).join(" · "), tone)];
}

function definition(answer, words) {
  if (!answer.metrics.length || answer.query?.kind === "board") return null;
  const box = make("span");
  const shown = answer.metrics.slice(0, 3);
  shown.forEach((metric) => {
    const line = make("span", "fact", metric.label);
    if (metric.certified) line.append(" ", make("span", "badge", words.certified));
    box.append(line);
    for (const whose of ["owner", "department"]) {
      const called = metric[`${whose}_label`];
      if (called) box.append(make("small", "", words.named(words[whose], called)));
    }
  });
  if (answer.metrics.length > shown.length) box.append(make("small", "", `+${answer.metrics.length - shown.length}`));
  return [words.definition, box];
}

function freshness(answer, words) {
  return answer.watermark ? [words.data_to, two(formatDay(answer.watermark, answer.locale), "")] : null;
}
