import type { Context } from "../page.ts";
import { number } from "./format.ts";
import { type Reading, shortLabel } from "./reading.ts";

/** What a test found about one reading, in the words of its verdict's template; null where there was no test. */
export function claim(context: Context, reading: Reading): string | null {
  const { claims } = context.words;
  const { change, scale } = reading;
  const label = shortLabel(context, reading.series);
  if (!change || reading.state !== "ok" || change.verdict === "lack") return null;
  if (change.verdict === "flat" || change.difference === null) return claims.flat(label);
  const delta = `${number(Math.abs(change.difference), scale)}${scale.step}`;
  return claims[change.verdict](label, delta, change.difference > 0);
}

/** The title of a page from its readings: what got worse, then what got better, in their own order, at most two. */
export function heading(
  context: Context,
  readings: readonly Reading[],
  otherwise: { flat: string; lack: string },
): string {
  const tested = readings.filter((reading) => claim(context, reading) !== null);
  const moved = ["worse", "better"].flatMap((kind) => tested.filter((reading) => reading.change?.verdict === kind));
  const [only] = readings;
  if (moved.length === 0 && readings.length === 1 && only?.current) {
    return claim(context, only) ?? context.words.claims.lack(shortLabel(context, only.series));
  }
  if (moved.length === 0) return tested.length > 0 ? otherwise.flat : otherwise.lack;
  return moved
    .slice(0, 2)
    .map((reading) => claim(context, reading))
    .join(context.words.stop);
}
