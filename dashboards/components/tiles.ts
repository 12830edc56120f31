import type { Context } from "../page.ts";
import type { Scorecard } from "../published.ts";
import { tiles } from "../words/tiles.ts";
import { number } from "./format.ts";
import { type Comparison, isBetter, isWorse } from "./funnel.ts";
import { type Html, html, nothing } from "./html.ts";

/** Regions on a grid of tiles: the adjusted value, coloured only where the region is told apart. Nothing without provinces. */
export function tileMap(context: Context, compared: Comparison): Html {
  const own = context.words.regions;
  const named = new Map(
    tiles.flat().flatMap((name) => {
      const unit = name === "" ? undefined : compared.all.find(({ unit_id }) => unit_id.startsWith(name));
      return unit ? [[name, unit] as const] : [];
    }),
  );
  if (named.size < 5) return nothing;
  const label = compared.definition ? context.say(compared.definition.label) : compared.metric;
  return html`<div class="tiles" role="group" aria-label="${own.tiles(label)}">${tiles.flatMap((row, y) =>
    row.map((name, x) => (name === "" ? nothing : tile(compared, name, named.get(name), x, y))),
  )}</div><p class="note">${own.tilesNote}</p>`;
}

function tile(compared: Comparison, name: string, unit: Scorecard | undefined, x: number, y: number): Html {
  const tone = !unit || unit.band === "small" ? "" : isWorse(unit) ? "worse" : isBetter(unit) ? "better" : "alike";
  const value = unit?.adjusted == null ? "" : number(unit.adjusted, compared.scale);
  return html`<span class="tile ${tone}" lang="zh-CN" style="grid-column:${x + 1};grid-row:${y + 1}"><span>${name}</span>${value}</span>`;
}
