import { beforeAll, describe, expect, test } from "vitest";
import { type Arrivals, simulateArrivals } from "../simulations/arrivals.ts";

let seen: Arrivals;
beforeAll(async () => {
  seen = await simulateArrivals({ seed: 20261121, tickets: 60_000, truth: 0.7, days: 3 });
}, 120_000);

describe("24 hours kept with a chance of 70 percent, seen three days after the first request", () => {
  test("the due cohort tells the truth within half a point", () => {
    expect(Math.abs(seen.due - seen.truth)).toBeLessThanOrEqual(0.5);
  });

  test("arrival on time without a window is the same cohort", () => {
    expect(Math.abs(seen.onTime - seen.truth)).toBeLessThanOrEqual(0.5);
  });

  test("so does the estimate over running tickets as well", () => {
    expect(Math.abs(seen.kaplanMeier - seen.truth)).toBeLessThanOrEqual(0.6);
  });

  test("counting only the tickets already served flatters by about fifteen points", () => {
    expect(seen.closedOnly - seen.truth).toBeGreaterThan(13);
    expect(seen.closedOnly - seen.truth).toBeLessThan(17);
  });

  test("dropping the pending flatters by about five, taking them as met by about ten", () => {
    expect(seen.pendingDropped - seen.truth).toBeGreaterThan(3);
    expect(seen.pendingDropped - seen.truth).toBeLessThan(7);
    expect(seen.openAsMet - seen.truth).toBeGreaterThan(8);
    expect(seen.openAsMet - seen.truth).toBeLessThan(12);
  });
});
