import { afterAll, beforeAll } from "vitest";
import { carePages } from "./sample-run/care.ts";
import { fairnessPages } from "./sample-run/fairness.ts";
import { flowPages } from "./sample-run/flows.ts";
import { otherPages } from "./sample-run/others.ts";
import { plantedThemes } from "./sample-run/planted-themes.ts";
import { productPages } from "./sample-run/products.ts";
import { reportBundle } from "./sample-run/reports.ts";
import { signals } from "./sample-run/signals.ts";
import { supply } from "./sample-run/supply.ts";
import { truths } from "./sample-run/truth.ts";
import { voicePages } from "./sample-run/voices.ts";
import { SampleSite } from "./sample-site.ts";

// One run of a tenth of the sample serves them all: a run costs more than everything that is asked of it.
let site: SampleSite;
beforeAll(async () => {
  site = await SampleSite.open();
}, 600_000);
afterAll(() => site?.close());

const open = () => site;
truths(open);
supply(open);
signals(open);
plantedThemes(open);

// What pages print is what plain SQL counts: in the landed rows where it can, else in facts that the above holds to the truth.
flowPages(open);
carePages(open);
voicePages(open);
fairnessPages(open);
productPages(open);
otherPages(open);
reportBundle(open);
