import { describe, expect, test } from "vitest";
import type { Panel } from "../../../transforms/signals/peers.ts";
import { type Parts, partExpected, type Watched, watch } from "../../../transforms/signals/watch.ts";
import { Draws } from "../../../transforms/statistics/random.ts";

const weeks = 130;
const [models, symptoms, batches] = [10, 6, 4];

interface Fault {
  model: number;
  symptom: number;
  batch: number | null;
  from: number;
  to: number;
  ratio: number;
}

/** Models of one category: a season and a campaign that all share, habits of their own, units that grow. */
function simulate(fault: Fault | null, seed = 7): { panel: Panel; parts: Parts; family: number } {
  const draws = new Draws(seed);
  const families = models * symptoms;
  const panel: Panel = {
    weeks,
    categoryOf: new Int32Array(models),
    exposure: new Float64Array(models * weeks),
    aged: new Float64Array(families * weeks),
    modelOf: Int32Array.from({ length: families }, (_, f) => Math.floor(f / symptoms)),
    symptomOf: Int32Array.from({ length: families }, (_, f) => f % symptoms),
    counts: new Float64Array(families * weeks),
  };
  const parts: Parts = {
    familyOf: Int32Array.from({ length: families * batches }, (_, part) => Math.floor(part / batches)),
    lookOf: new Uint8Array(families * batches),
    groupOf: Int32Array.from({ length: families * batches }, (_, part) => part % batches),
    share: new Float32Array(batches * weeks).fill(1 / batches),
    tilt: new Float32Array(families * batches).fill(1),
    counts: new Float32Array(families * batches * weeks),
    searched: Int32Array.from({ length: families * 2 }, (_, i) => (i % 2 === 0 ? batches : 0)),
  };
  const habit = Array.from({ length: models }, () => 0.6 + draws.next());
  for (let week = 0; week < weeks; week++) {
    const season = (1 + 0.6 * Math.sin((2 * Math.PI * week) / 52)) * (week === 60 ? 2.5 : 1);
    for (let m = 0; m < models; m++) panel.exposure[m * weeks + week] = 1000 + 8 * week * (m % 3);
    for (let f = 0; f < families; f++) {
      const m = panel.modelOf[f] as number;
      const symptom = panel.symptomOf[f] as number;
      const units = panel.exposure[m * weeks + week] as number;
      panel.aged[f * weeks + week] = units;
      for (let batch = 0; batch < batches; batch++) {
        const isBad =
          fault !== null &&
          fault.model === m &&
          fault.symptom === symptom &&
          (fault.batch ?? batch) === batch &&
          week >= fault.from &&
          week < fault.to;
        const mean = (units / batches) * 0.0015 * season * (habit[m] as number) * (isBad ? fault.ratio : 1);
        const n = draws.poisson(mean);
        parts.counts[(f * batches + batch) * weeks + week] = n;
        panel.counts[f * weeks + week] = (panel.counts[f * weeks + week] as number) + n;
      }
    }
  }
  return { panel, parts, family: fault === null ? -1 : fault.model * symptoms + fault.symptom };
}

const late = { model: 3, symptom: 2, batch: null, from: 90, to: weeks, ratio: 3 };

describe("a threefold fault from week 90 on", () => {
  const { panel, parts, family } = simulate(late);
  const found = watch(panel, parts);

  test("is found within ten weeks, and stays open", () => {
    const own = found.episodes.filter((episode) => episode.family === family);
    expect(own).toHaveLength(1);
    expect(own[0]?.alarm).toBeGreaterThanOrEqual(90);
    expect(own[0]?.alarm).toBeLessThanOrEqual(100);
    expect(own[0]?.closed).toBeNull();
    expect(Math.abs((own[0]?.from ?? 0) - 90)).toBeLessThanOrEqual(3);
  });

  test("does not become what is expected", () => {
    let [n, mu] = [0, 0];
    for (let week = 100; week < weeks; week++) {
      n += panel.counts[family * weeks + week] as number;
      mu += found.expected[family * weeks + week] as number;
    }
    expect(n / mu).toBeGreaterThan(2);
  });

  test("rouses no other family in the weeks after", () => {
    const others = found.episodes.filter((episode) => episode.family !== family && episode.alarm >= 90);
    expect(others.length).toBeLessThanOrEqual(1);
  });

  test("is found the same way again", () => {
    const again = watch(panel, parts);
    expect(again.episodes).toEqual(found.episodes);
    expect(again.p).toEqual(found.p);
  });

  test("was found the same way by who knew only the weeks until then", () => {
    const until = 100;
    const cut = (values: Float64Array, rows: number) =>
      Float64Array.from(
        { length: rows * until },
        (_, i) => values[Math.floor(i / until) * weeks + (i % until)] as number,
      );
    const families = models * symptoms;
    const earlier = watch(
      {
        ...panel,
        weeks: until,
        exposure: cut(panel.exposure, models),
        aged: cut(panel.aged, families),
        counts: cut(panel.counts, families),
      },
      {
        ...parts,
        share: Float32Array.from({ length: batches * until }, () => 1 / batches),
        counts: Float32Array.from(cut(Float64Array.from(parts.counts), families * batches)),
      },
    );
    const alarm = (watched: Watched) => watched.episodes.find((episode) => episode.family === family)?.alarm ?? 0;
    expect(Math.abs(alarm(earlier) - alarm(found))).toBeLessThanOrEqual(1);
  });
});

test("a fault of one batch is seen in that batch", () => {
  const { panel, parts, family } = simulate({ ...late, batch: 1, ratio: 5 });
  const found = watch(panel, parts);
  const own = Array.from({ length: batches }, (_, batch) => found.partP[family * batches + batch] as number);
  expect(own.indexOf(Math.min(...own))).toBe(1);
  expect(found.wholeP[family]).toBeGreaterThan(own[1] as number);
  expect(partExpected(panel, parts, found.expected, family * batches, 95)).toBeCloseTo(
    (found.expected[family * weeks + 95] as number) / batches,
    9,
  );
});

test("what is found does not hang on the order of the parts", () => {
  const { panel, parts } = simulate({ ...late, batch: 1, ratio: 5 });
  const last = parts.familyOf.length - 1;
  const found = watch(panel, parts);
  const turned = watch(panel, {
    ...parts,
    familyOf: parts.familyOf.toReversed(),
    groupOf: parts.groupOf.toReversed(),
    counts: parts.counts.map((_, at) => parts.counts[(last - Math.floor(at / weeks)) * weeks + (at % weeks)] as number),
  });
  expect(turned.partP).toEqual(found.partP.toReversed());
  expect(turned.p).toEqual(found.p);
  expect(turned.episodes).toEqual(
    found.episodes.map((one) => ({ ...one, scope: one.scope < 0 ? -1 : last - one.scope })),
  );
});

test("where an alarm lies is told by the parts' p-values as they are, whatever weighs in how likely it is", () => {
  const { panel, parts } = simulate(late, 2);
  const uneven = [0.55, 0.25, 0.15, 0.05];
  const share = parts.share.map((_, at) => uneven[Math.floor(at / weeks)] as number);
  const { episodes } = watch(panel, { ...parts, share });
  expect(episodes).toHaveLength(252);
  expect(episodes.filter(({ scope }) => scope < 0)).toHaveLength(5);
  expect(episodes.reduce((sum, { scope }) => sum + scope, 0)).toBe(29880);
});

test("an alarm ends some months after its fault, and not before", () => {
  const { panel, parts, family } = simulate({ ...late, from: 60, to: 80, ratio: 4 });
  const [episode] = watch(panel, parts).episodes.filter((one) => one.family === family);
  expect(episode?.closed).toBeGreaterThanOrEqual(80);
  expect(episode?.closed).toBeLessThan(100);
});

test("season, campaign, growth and habit rouse little: with nothing wrong, an alarm is open in a fifth of weeks at most", () => {
  let [watched, open] = [0, 0];
  for (const seed of [1, 2, 3, 4]) {
    const { panel, parts } = simulate(null, seed);
    const { episodes } = watch(panel, parts);
    for (let week = 12; week < weeks; week++) {
      watched++;
      if (episodes.some(({ alarm, closed }) => alarm <= week && (closed ?? weeks) > week)) open++;
    }
  }
  expect(open / watched).toBeLessThan(0.25);
});

describe("a source that reports little in some weeks and much in others", () => {
  /** Two models' weeks go up and down by themselves, all symptoms of a model alike. */
  const changing = (fault: Fault | null, seed: number) => {
    const { panel, parts, family } = simulate(fault, seed);
    const draws = new Draws(100 + seed);
    const counts = Float64Array.from(panel.counts);
    for (const m of [3, 4]) {
      for (let week = 0; week < weeks; week++) {
        const level = [0.2, 0.6, 1, 2.2][Math.floor(draws.next() * 4)] as number;
        for (let symptom = 0; symptom < symptoms; symptom++) {
          const at = (m * symptoms + symptom) * weeks + week;
          counts[at] = draws.poisson((panel.counts[at] as number) * level);
        }
      }
    }
    const none: Parts = {
      ...parts,
      familyOf: new Int32Array(0),
      lookOf: new Uint8Array(0),
      searched: new Int32Array(parts.searched.length),
    };
    return { panel: { ...panel, counts }, parts: none, family };
  };

  test("rouses a third at most of what it does where levels are not looked at: 7 alarms of 30 in four and a half years", () => {
    const alarms = [1, 3].flatMap((seed) => {
      const { panel, parts } = changing(null, seed);
      return watch(panel, parts).episodes;
    });
    expect(alarms.length).toBeLessThanOrEqual(10);
  });

  test("gives figures that do not change while how they are worked out does", () => {
    const { panel } = changing({ ...late, batch: 1, ratio: 5 }, 3);
    const { parts } = simulate({ ...late, batch: 1, ratio: 5 }, 3);
    const found = watch(panel, parts);
    const logs = (values: ArrayLike<number>) => Array.from(values).reduce((sum, p) => sum - Math.log(p), 0);
    expect(found.expected.reduce((sum, mu) => sum + mu, 0)).toBeCloseTo(20240.074672, 5);
    expect(logs(found.p)).toBeCloseTo(4338.661978, 5);
    expect(logs(found.wholeP)).toBeCloseTo(70.862046, 5);
    expect(logs(found.partP)).toBeCloseTo(250.021685, 5);
    expect(found.sizes.reduce((sum, size) => sum + 1 / size, 0)).toBe(7.4404296875);
    expect(
      found.episodes.map(({ family, from, alarm, scope, closed }) => [family, from, alarm, scope, closed]),
    ).toEqual([
      [24, 16, 25, -1, 52],
      [20, 91, 100, 81, null],
      [26, 109, 117, 104, 123],
      [27, 110, 117, 110, 123],
    ]);
  });

  test("does not hide a fivefold fault", () => {
    const { panel, parts, family } = changing({ ...late, ratio: 5 }, 3);
    const [found] = watch(panel, parts).episodes.filter((one) => one.family === family && one.alarm >= 90);
    expect(found?.alarm).toBeLessThanOrEqual(102);
  });
});

test("the only model of a category is set against its own history", () => {
  const { panel, parts } = simulate({ ...late, model: 0, ratio: 5 });
  const alone = watch({ ...panel, categoryOf: Int32Array.from({ length: models }, (_, m) => m) }, parts);
  expect(alone.episodes.some(({ family, alarm }) => family === late.symptom && alarm >= 90)).toBe(true);
});
