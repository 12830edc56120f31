import type { Step } from "./step.ts";

/** What stands among the models and is no SELECT. */
export const steps: readonly Step[] = [];
