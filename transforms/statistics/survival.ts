import { type Interval, z95 } from "./normal.ts";

/** One subject: how long it was watched, and whether that ended in the event (else it was still waiting: censored). */
export interface Observation {
  time: number;
  isEvent: boolean;
}

/** The curve just after an event time. `survival` is the share still without the event. */
export interface Step {
  time: number;
  atRisk: number;
  events: number;
  survival: number;
  /** Greenwood's standard error of `survival`; null once survival is 0. */
  standardError: number | null;
  /** Log-log limits; null once survival is 0. */
  interval: Interval | null;
}

/**
 * Kaplan-Meier curve, one step an event time in ascending order. A subject censored at an event time counts as at risk there.
 *   S(t) = Π (1 - d/r)      G = Σ d/(r(r - d))      se = S · sqrt(G)      limits = S^exp(±z · sqrt(G)/ln S)
 * Source: Kaplan & Meier 1958; Greenwood 1926; log-log limits as Kalbfleisch & Prentice 1980, p. 15.
 */
export function kaplanMeier(observations: readonly Observation[], z = z95): Step[] {
  const sorted = [...observations].sort((a, b) => a.time - b.time);
  const steps: Step[] = [];
  let survival = 1;
  let greenwood = 0;
  for (let i = 0; i < sorted.length; ) {
    const time = (sorted[i] as Observation).time;
    const atRisk = sorted.length - i;
    let events = 0;
    for (; i < sorted.length && (sorted[i] as Observation).time === time; i++) {
      if ((sorted[i] as Observation).isEvent) events += 1;
    }
    if (events === 0) continue;
    survival *= 1 - events / atRisk;
    greenwood += events / (atRisk * (atRisk - events));
    const standardError = survival === 0 ? null : survival * Math.sqrt(greenwood);
    steps.push({ time, atRisk, events, survival, standardError, interval: logLog(survival, greenwood, z) });
  }
  return steps;
}

function logLog(survival: number, greenwood: number, z: number): Interval | null {
  if (survival === 0) return null;
  const width = (z * Math.sqrt(greenwood)) / Math.log(survival);
  return { lo: survival ** Math.exp(-width), hi: survival ** Math.exp(width) };
}

/** Share without the event at `time`: 1 before the first event. */
export function survivalAt(steps: readonly Step[], time: number): number {
  return steps.findLast((step) => step.time <= time)?.survival ?? 1;
}

/**
 * The smallest event time by which `percent` of the subjects have had the event; null while the curve has not come that far.
 * The tolerance keeps 1 - 0.5 a half after rounding.
 */
export function survivalPercentile(steps: readonly Step[], percent: number): number | null {
  return steps.find((step) => 1 - step.survival >= percent / 100 - 1e-12)?.time ?? null;
}
