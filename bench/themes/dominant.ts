import { fitThemes, type ThemeFit } from "../../transforms/themes/fit.ts";
import { permutation, random } from "../../transforms/themes/random.ts";
import { type LabelledTokens, leastPurity, sizesOf, spoken } from "./identity.ts";
import { ones } from "./measure.ts";

/** Small themes beside a dominant one: labels that keep a theme of their own, of labels tried, and how large the small ones were. */
export interface DominantResult {
  found: number;
  of: number;
  texts: number;
}

/** Shares of the set made up. */
const shares = { dominant: 0.6, small: 0.01 };
const mostLabels = 6;
/** Fewer texts are no theme. */
const fewest = 10;

/**
 * The largest label is 60 % of the texts, one other label 1 %, and the other labels the rest: does the small one get a theme that is
 * for at least 60 % its own and holds at least a third of it? Tried are labels that have such a theme with all their texts.
 */
export function measureDominant(all: LabelledTokens): DominantResult | undefined {
  const set = spoken(all);
  const sizes = sizesOf(set.labels);
  const [dominant, most] = sizes[0] ?? ["", 0];
  const total = Math.min(
    Math.floor(most / shares.dominant),
    Math.floor((set.labels.length - most) / (1 - shares.dominant)),
  );
  const wanted = Math.round(total * shares.small);
  if (wanted < fewest) return undefined;
  const everything = [...set.labels.keys()];
  const whole = themesOf(set, everything);
  const own = sizes
    .slice(1)
    .map(([label]) => label)
    .filter((label) => hasOwn(set, everything, whole, label));
  const stride = Math.max(1, own.length / mostLabels);
  const result: DominantResult = { found: 0, of: Math.min(mostLabels, own.length), texts: wanted };
  for (let at = 0; at < result.of; at++) {
    const label = own[Math.floor(at * stride)] as string;
    const order = Array.from(permutation(set.labels.length, random(300 + at)));
    const pick = (isWanted: (other: string) => boolean, count: number) =>
      order.filter((i) => isWanted(set.labels[i] as string)).slice(0, count);
    const large = Math.round(total * shares.dominant);
    const rows = [
      ...pick((other) => other === label, wanted),
      ...pick((other) => other === dominant, large),
      ...pick((other) => other !== label && other !== dominant, total - wanted - large),
    ];
    if (hasOwn(set, rows, themesOf(set, rows), label)) result.found++;
  }
  return result;
}

function themesOf({ tokens }: LabelledTokens, rows: readonly number[]): ThemeFit {
  return fitThemes({ tokens: rows.map((i) => tokens[i] as readonly string[]), weights: ones(rows.length) });
}

/** Whether a theme is for at least 60 % a label's and holds at least a third of it. */
function hasOwn({ labels }: LabelledTokens, rows: readonly number[], fit: ThemeFit, label: string): boolean {
  const right = new Int32Array(fit.k);
  const size = new Int32Array(fit.k);
  for (const [i, row] of rows.entries()) {
    const theme = fit.labels[i] as number;
    if (theme < 0) continue;
    size[theme] = (size[theme] as number) + 1;
    if (labels[row] === label) right[theme] = (right[theme] as number) + 1;
  }
  const total = rows.filter((row) => labels[row] === label).length;
  return right.some((count, theme) => 3 * count >= total && count >= leastPurity * (size[theme] as number));
}
