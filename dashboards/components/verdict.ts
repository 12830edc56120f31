import type { Context } from "../page.ts";
import type { Verdict } from "../published.ts";
import { Html, html } from "./html.ts";
import type { Reading, State } from "./reading.ts";

/** The shape says it without colour and never points up or down, because fewer complaints are an improvement. */
const shapes: Record<Verdict, string> = {
  better: '<circle cx="5" cy="5" r="4"/>',
  worse: '<path d="M5 0 10 5 5 10 0 5Z"/>',
  flat: '<rect y="3.8" width="10" height="2.4"/>',
  lack: '<circle cx="5" cy="5" r="3.8" fill="none" stroke="currentColor" stroke-width="1.4" stroke-dasharray="2 1.6"/>',
};

/** Verdict badge; `word` replaces the verdict's own word, for states that lack data for a reason. */
export const verdict = (context: Context, kind: Verdict, word?: string): Html =>
  html`<span class="verdict ${kind}"><svg viewBox="0 0 10 10" fill="currentColor" aria-hidden="true">${new Html(shapes[kind])}</svg>${word ?? context.words.verdicts[kind]}</span>`;

const lacking: Partial<Record<State, keyof Context["words"]["states"]>> = {
  few: "few",
  hidden: "hidden",
  immature: "immature",
  absent: "absent",
  undefined: "undefined",
  empty: "empty",
};

/** What the test said, or why it could not speak. */
export function judged(context: Context, reading: Reading): Html {
  const state = lacking[reading.state];
  if (state) return verdict(context, "lack", context.words.states[state]);
  if (reading.current?.method === "none") return verdict(context, "lack", context.words.states.untested);
  return verdict(context, reading.change?.verdict ?? "lack");
}

/** The token that colours a value: the verdict's own, ink when nothing moved, grey when the sample is small. */
export function toneOf(reading: Reading): string {
  if (reading.state !== "ok") return "immature";
  const kind = reading.change?.verdict;
  return kind === "better" || kind === "worse" ? kind : "series";
}
