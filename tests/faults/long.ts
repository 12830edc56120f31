import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Failpoint, failpoints } from "../../pipelines/failpoint.ts";
import { writeInput } from "./input.ts";
import { type Ended, finish, finishHolding, killHolding } from "./process.ts";
import { type Act, Scene, type Verb } from "./scene.ts";
import { seeded } from "./seeded.ts";

/*
 * `npm run test:faults`: kills commands at random moments and at every named point, runs them again, and compares what they leave with
 * what they leave when nobody disturbs them. Prints counts; ends with 1 where anything differs. --kills N, --seed N.
 */
const { values } = parseArgs({ options: { kills: { type: "string" }, seed: { type: "string" } } });
const kills = Number(values.kills ?? 200);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const random = seeded(seed);
const say = (text: string) => void process.stdout.write(`${text}\n`);

/** Of the random kills, how many fall on each command: most on those in which much comes to last in a short time. */
const shares: Record<Verb, number> = {
  pull: 0.42,
  transform: 0.1,
  publish: 0.35,
  site: 0.03,
  report: 0.08,
  run: 0.01,
  forget: 0.01,
};

/** Where each named point is passed, on the second day; `source-…` and `hash-key` have their tests in `npm test`. */
const points: Record<Exclude<Verb, "run">, readonly (Failpoint | `${Failpoint}:${number}`)[]> = {
  // The first pass of the ledger's points is where the run that was killed before is written down.
  pull: [
    "locked",
    "landing-parquet",
    "quarantine",
    "landing-manifest",
    "landing-named",
    "ledger:2",
    "ledger-written:2",
  ],
  transform: ["text-store", "theme-state", "metric-scratch", "transformed"],
  publish: ["differences", "published-built", "published-swap", "published-named"],
  site: ["site-built", "site-swap", "site-named"],
  report: ["reports-built", "reports-swap", "reports-named"],
  forget: ["forget-begun", "forget-landing", "forget-anew"],
};
const elsewhere = ["source-loaded", "source-state", "hash-key"];

const tally = { random: 0, named: 0, ended: 0, aside: 0, wrong: 0 };
const root = await mkdtemp(join(tmpdir(), "huiyin-faults-"));
const scene = new Scene(root);

function wrong(text: string): void {
  tally.wrong += 1;
  say(`WRONG: ${text}`);
}

/** Looks at what a kill left for readers, and writes down when the run that was killed had taken the workspace. */
async function killedIn(act: Act, held: Set<string>, { signal, code, said }: Ended, where: string): Promise<boolean> {
  if (signal !== "SIGKILL" && code !== 0) wrong(`${where}: it ended with ${code}: ${said.trim().slice(-400)}`);
  for (const at of await scene.held()) held.add(at);
  const torn = await scene.torn(act);
  if (torn.aside) tally.aside += 1;
  for (const one of torn.wrong) wrong(`${where}: ${one}`);
  return signal === "SIGKILL";
}

/** Runs the command that was killed once more, and compares. */
async function madeUpFor(act: Act, known: number, held: ReadonlySet<string>, where: string): Promise<void> {
  const ended = await finishHolding(act.argv, scene.lock);
  if (ended.code !== 0) wrong(`${where}: run again it ended with ${ended.code}: ${ended.said.trim().slice(-400)}`);
  else act.held = ended.held;
  for (const one of await scene.differences(act, known, held)) wrong(`${where}: ${one}`);
}

/** All named points of a command one after another, each in what the one before left; then the command undisturbed. */
async function killAtPoints(act: Act, named: readonly string[]): Promise<void> {
  await scene.restore(act.before);
  const [known, held] = [await scene.kills(), new Set<string>()];
  for (const point of named) {
    const ended = await finish(act.argv, { HUIYIN_FAILPOINT: point });
    if (await killedIn(act, held, ended, `${act.verb} killed at ${point}`)) tally.named += 1;
    else wrong(`${point} is not passed by ${act.verb}`);
  }
  await madeUpFor(act, known, held, `${act.verb} killed at ${named.join(", ")}`);
}

/** A kill at a random moment while the command holds the workspace, and the command again. */
async function killAtRandom(act: Act): Promise<void> {
  for (;;) {
    await scene.restore(act.before);
    const [known, held] = [await scene.kills(), new Set<string>()];
    const after = random() * act.held;
    const where = `${act.verb} killed ${Math.round(after)} of ${act.held} ms after it began`;
    if (await killedIn(act, held, await killHolding(act.argv, scene.lock, after), where)) {
      tally.random += 1;
      return await madeUpFor(act, known, held, where);
    }
    tally.ended += 1;
  }
}

say(`seed ${seed}, ${kills} kills, in ${root}`);
const [old, more] = [join(root, "input"), join(root, "input-more")];
for (const folder of [old, more]) await writeInput(folder, { from: 0, to: 260 });
await writeInput(more, { from: 260, to: 330 });

const first: Act[] = [];
for (const verb of ["pull", "transform", "publish"] as const) first.push(await scene.act(`first-${verb}`, verb, old));
const morning = await scene.keep("forget");
for (const verb of ["site", "report"] as const) first.push(await scene.act(`first-${verb}`, verb, old));
const second: Act[] = [];
for (const verb of ["pull", "transform", "publish", "site", "report"] as const)
  second.push(await scene.act(`second-${verb}`, verb, more));

// The caches deleted: the same comes out.
const [pulled, transformed, published] = second;
if (pulled === undefined || transformed === undefined || published === undefined) throw new Error("no second day");
await scene.restore(transformed.before);
for (const name of ["warehouse.duckdb", "warehouse", "text"])
  await rm(join(scene.work, name), { recursive: true, force: true });
await finish(transformed.argv);
await madeUpFor(published, 0, new Set(), "publish after its caches were deleted");

await scene.restore(pulled.before);
const run = await scene.act("second-run", "run", more);
await scene.restore(morning);
const forget = await scene.act("forget", "forget", old);
say(
  `undisturbed: ${[...second, run, forget].map(({ verb, held }) => `${verb} ${(held / 1000).toFixed(1)} s`).join(", ")}`,
);

for (const act of [...second, forget]) await killAtPoints(act, points[act.verb as "pull"]);
// What only a first day makes.
for (const act of first) if (act.verb === "transform") await killAtPoints(act, ["theme-bytes"]);
say(`named points: ${tally.named} kills, ${tally.wrong} wrong`);

const turns: Act[] = [];
for (const act of [...second, run, forget]) {
  const early = first.find(({ verb }) => verb === act.verb);
  for (let n = 0; n < Math.round(kills * shares[act.verb]); n++) turns.push(early && n % 4 === 3 ? early : act);
}
const order = turns.map((act) => ({ act, place: random() })).sort((a, b) => a.place - b.place);
for (const [index, { act }] of order.entries()) {
  await killAtRandom(act);
  if ((index + 1) % 10 === 0)
    say(`${tally.random} kills, ${tally.ended} ended before their time, ${tally.wrong} wrong`);
}

const tried = [...Object.values(points).flat(), ...elsewhere, "theme-bytes"].map((point) => point.split(":")[0]);
for (const point of failpoints) if (!tried.includes(point)) wrong(`nobody is killed at ${point}`);
const spread = [...second, run, forget].map(({ verb }) => `${verb} ${turns.filter((act) => act.verb === verb).length}`);
say(
  `${tally.random} kills at random moments (${spread.join(", ")}), ${tally.named} at named points; readers met ${tally.aside} times a ` +
    `folder that was being swapped and was put back; caches deleted once; ${tally.wrong} wrong (seed ${seed})`,
);
if (tally.wrong === 0) await rm(root, { recursive: true });
process.exitCode = tally.wrong === 0 ? 0 : 1;
