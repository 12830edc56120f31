import { emergingIn, placedStream } from "../../transforms/themes/emerging.ts";
import { type Placement, placeWordings } from "../../transforms/themes/identity.ts";
import { permutation, random } from "../../transforms/themes/random.ts";
import {
  type Fitted,
  type LabelledTokens,
  leastPurity,
  placesOf,
  type Stream,
  sizesOf,
  spoken,
  streamOf,
} from "./identity.ts";

/** How small a new theme is found, how soon, and how often one is found where nothing is new. */
export interface NewcomersResult {
  /** By the share of the window in percent: labels found of labels tried, other themes born beside them. */
  windows: Record<string, { found: number; of: number; others: number; reach: number }>;
  quiet: { windows: number; born: number };
  /** Weeks of 300 texts, at most eight: by the share in percent, the week each label was found in, null for never. */
  weeks: Record<string, (number | null)[]>;
  /** Themes of anything else that were born in those weeks, and how many weeks there were. */
  weekly_others: { born: number; weeks: number };
}

const windowTexts = 600;
const windowShares = [1, 2, 5];
const weekTexts = 300;
const weekShares = [1, 2];
const mostWeeks = 8;
/** Labels tried of a set, spread evenly over those large enough; every second one week by week. */
const mostLabels = 6;

/**
 * A label is hidden from the base and streamed in beside texts of the others: as 1, 2 and 5 % of a window of 600, and as 1 and 2 %
 * of weeks of 300 that add up. It counts as found when at least three texts go to a theme born, three in five of them its own.
 */
export async function measureNewcomers(all: LabelledTokens): Promise<NewcomersResult | undefined> {
  const set = unlike(spoken(all));
  const largest = Math.round((windowTexts * Math.max(...windowShares)) / 100);
  const labels = sizesOf(set.labels)
    .filter(([, count]) => count >= largest && set.labels.length - count >= 3 * windowTexts)
    .map(([label]) => label);
  if (labels.length === 0) return undefined;
  const stride = Math.max(1, labels.length / mostLabels);
  const tried = Array.from({ length: Math.min(mostLabels, labels.length) }, (_, i) => labels[Math.floor(i * stride)]);
  const result: NewcomersResult = {
    windows: Object.fromEntries(windowShares.map((share) => [share, { found: 0, of: 0, others: 0, reach: 0 }])),
    quiet: { windows: 0, born: 0 },
    weeks: Object.fromEntries(weekShares.map((share) => [share, []])),
    weekly_others: { born: 0, weeks: 0 },
  };
  for (const [round, hidden] of tried.entries()) {
    const order = Array.from(permutation(set.tokens.length, random(100 + round)));
    const own = order.filter((i) => set.labels[i] === hidden);
    const others = order.filter((i) => set.labels[i] !== hidden);
    await windowsOf(set, own, others, hidden as string, result);
    if (round % 2 === 0 && others.length >= 2 * mostWeeks * weekTexts)
      await weeksOf(set, own, others, hidden as string, result);
  }
  return result;
}

/** Each wording once, as a run counts them. */
function unlike({ tokens, labels }: LabelledTokens): LabelledTokens {
  const first = new Map<string, number>();
  for (const [i, list] of tokens.entries()) {
    const wording = list.join(" ");
    if (!first.has(wording)) first.set(wording, i);
  }
  const rows = [...first.values()];
  return {
    tokens: rows.map((i) => tokens[i] as readonly string[]),
    labels: rows.map((i) => labels[i] as string),
  };
}

async function windowsOf(
  set: LabelledTokens,
  own: readonly number[],
  others: readonly number[],
  hidden: string,
  { windows, quiet }: NewcomersResult,
): Promise<void> {
  const base = others.slice(windowTexts);
  const fitted = await placesOf(base.map((i) => set.tokens[i] as readonly string[]));
  for (const share of [0, ...windowShares]) {
    const wanted = Math.round((windowTexts * share) / 100);
    const window = [...others.slice(0, windowTexts - wanted), ...own.slice(0, wanted)];
    const stream = streamOf(set, base, window);
    const { born } = await bear(stream, fitted);
    const right = born.filter((theme) => isOf(theme, hidden));
    const count = windows[share];
    if (count === undefined) {
      quiet.windows++;
      quiet.born += born.length;
      continue;
    }
    count.of++;
    count.found += Math.min(1, right.length);
    count.others += born.length - right.length;
    count.reach += right.flatMap((theme) => theme.filter((label) => label === hidden)).length / wanted;
  }
}

async function weeksOf(
  set: LabelledTokens,
  own: readonly number[],
  others: readonly number[],
  hidden: string,
  { weeks, weekly_others }: NewcomersResult,
): Promise<void> {
  const base = others.slice(mostWeeks * weekTexts);
  const fitted = await placesOf(base.map((i) => set.tokens[i] as readonly string[]));
  for (const share of weekShares) {
    const wanted = Math.round((weekTexts * share) / 100);
    let places = fitted.places;
    let foundIn: number | null = null;
    for (let week = 1; week <= Math.min(mostWeeks, Math.floor(own.length / wanted)); week++) {
      const window = [...others.slice(0, week * (weekTexts - wanted)), ...own.slice(0, week * wanted)];
      const { born, profiles } = await bear(streamOf(set, base, window), { ...fitted, places });
      places = { ...places, profiles };
      const right = born.filter((theme) => isOf(theme, hidden));
      weekly_others.weeks++;
      weekly_others.born += born.length - right.length;
      if (right.length > 0) foundIn ??= week;
    }
    weeks[share]?.push(foundIn);
  }
}

/** The themes that a run bears, each as the labels of the window's texts that go to it. */
async function bear(stream: Stream, { seen, places }: Fitted) {
  const before = await placeWordings(stream.tokens, seen, places);
  const found = await emergingIn(placedStream(stream, before), 1, seen, places);
  const profiles = [...places.profiles, ...found.map(({ profile }) => profile)];
  const after: Placement =
    found.length === 0 ? before : await placeWordings(stream.tokens, seen, { ...places, profiles });
  const first = places.anchors.thresholds.length + places.profiles.length;
  const born = found.map((_, at) =>
    stream.labels.filter((_, row) => row >= stream.base && after.place[row] === first + at),
  );
  return { born, profiles };
}

const isOf = (theme: readonly string[], hidden: string) => {
  const own = theme.filter((label) => label === hidden).length;
  return own >= 3 && own >= leastPurity * theme.length;
};
