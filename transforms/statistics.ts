/** Intervals and tests of every published number: pure functions, each with its source. */
export * from "./statistics/drivers.ts";
export * from "./statistics/funnel.ts";
export * from "./statistics/normal.ts";
export * from "./statistics/nps.ts";
export * from "./statistics/proportions.ts";
export * from "./statistics/random.ts";
export * from "./statistics/ranks.ts";
export * from "./statistics/rates.ts";
export * from "./statistics/ratios.ts";
export * from "./statistics/shrinkage.ts";
export * from "./statistics/special.ts";
export * from "./statistics/survival.ts";
