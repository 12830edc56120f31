import { actionsStep } from "./actions/step.ts";
import { signalsStep } from "./signals/step.ts";
import type { Step } from "./step.ts";
import { textStep } from "./text/step.ts";
import { themesStep } from "./themes/step.ts";

/** What stands among the models and is no SELECT. */
export const steps: readonly Step[] = [textStep, themesStep, signalsStep, actionsStep];
