// Light or dark: as the system is, until the reader says otherwise; that is kept in his browser.
import { redrawCharts } from "/page/chart.js";

const dark = matchMedia("(prefers-color-scheme: dark)");

function kept() {
  try {
    return localStorage.getItem("kpi-theme");
  } catch {
    return null;
  }
}

export const isDark = () => (document.documentElement.dataset.theme || (dark.matches ? "dark" : "light")) === "dark";

export function applyTheme() {
  const chosen = kept();
  if (chosen) document.documentElement.dataset.theme = chosen;
}

export function switchTheme() {
  const next = isDark() ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  try {
    localStorage.setItem("kpi-theme", next);
  } catch {
    // It holds for this page then.
  }
  redrawCharts();
}

dark.addEventListener("change", () => redrawCharts());
