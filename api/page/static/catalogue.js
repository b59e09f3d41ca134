// All KPIs: found by name, with what they are.
import { make } from "/page/dom.js";

export async function catalogue(place, words) {
  place.append(make("h2", "", words.kpis));
}
