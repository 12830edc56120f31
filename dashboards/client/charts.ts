import { curve } from "./curve.ts";
import { funnel } from "./funnel.ts";
import { interval } from "./interval.ts";
import { rates } from "./rates.ts";
import type { Draw } from "./style.ts";

const kinds: Record<string, Draw> = { interval, funnel, curve, rates };

const frame = () => document.querySelector("#observablehq-center");

/** Draws every chart of the page at the width its cell has now. Colours are tokens, so a theme needs no redraw. */
function draw(): void {
  const isPaper = frame()?.classList.contains("printing") ?? false;
  for (const place of document.querySelectorAll<HTMLElement>("[data-chart]")) {
    const width = Math.round(place.getBoundingClientRect().width);
    const kind = kinds[place.dataset.chart ?? ""];
    if (width === 0 || !kind) continue;
    const chart = kind(JSON.parse(place.dataset.spec ?? "null"), { width, isPaper });
    // Plot names its inner groups, which inside one image is noise; the image itself says what was found.
    for (const group of chart.querySelectorAll("[aria-label]")) group.removeAttribute("aria-label");
    chart.setAttribute("role", "img");
    chart.setAttribute("aria-label", place.dataset.alt ?? "");
    place.replaceChildren(chart);
  }
}

draw();
// A part of another page that was put into this one has charts of its own.
document.addEventListener("charts", draw);
let pending = 0;
let last = 0;
const watched = frame();
if (watched) {
  new ResizeObserver(([entry]) => {
    const width = Math.round(entry?.contentRect.width ?? 0);
    if (width === last) return;
    last = width;
    cancelAnimationFrame(pending);
    pending = requestAnimationFrame(draw);
  }).observe(watched);
  // Paper is drawn at paper width, so that its text keeps its size instead of shrinking with a screen chart.
  addEventListener("beforeprint", () => {
    watched.classList.add("printing");
    draw();
  });
  addEventListener("afterprint", () => {
    watched.classList.remove("printing");
    draw();
  });
}
