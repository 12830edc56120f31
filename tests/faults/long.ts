import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual, parseArgs } from "node:util";
import { type Failpoint, failpoints } from "../../pipelines/failpoint.ts";
import { exists } from "../../pipelines/files.ts";
import { evidence, heldAt, outcomes, seen } from "./evidence.ts";
import { writeInput } from "./input.ts";
import { type Ended, finish, killAfter } from "./process.ts";
import { seeded } from "./seeded.ts";

/*
 * `npm run test:faults`: kills a run at random moments and at every named point, starts it again, and compares what it leaves with what
 * a run leaves that nobody disturbed. Prints counts; ends with 1 where anything differs. --kills N, --seed N.
 */
const { values } = parseArgs({ options: { kills: { type: "string" }, seed: { type: "string" } } });
const kills = Number(values.kills ?? 200);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const random = seeded(seed);
const say = (text: string) => void process.stdout.write(`${text}\n`);

type Verb = "pull" | "transform" | "publish" | "site" | "run";

/** How often each verb is killed: those that change what lasts in a short time most, for the moments that count to be met. */
const shares: Record<Verb, number> = { pull: 0.54, transform: 0.1, publish: 0.32, site: 0.02, run: 0.02 };

/** Where each named point is passed. `forget` has its own part. */
const passedBy: Record<Exclude<Failpoint, `forget-${string}` | `source-${string}` | `reports-${string}`>, Verb> = {
  locked: "pull",
  "landing-parquet": "pull",
  quarantine: "pull",
  "landing-manifest": "pull",
  "landing-named": "pull",
  ledger: "pull",
  "ledger-written": "pull",
  "hash-key": "transform",
  "text-store": "transform",
  "theme-bytes": "transform",
  "theme-state": "transform",
  "metric-scratch": "transform",
  transformed: "transform",
  differences: "publish",
  "published-built": "publish",
  "published-swap": "publish",
  "published-named": "publish",
  "site-built": "site",
  "site-swap": "site",
  "site-named": "site",
};

const root = await mkdtemp(join(tmpdir(), "huiyin-faults-"));
const input = join(root, "input");
const place = (name: string) => join(root, name);
/** Milliseconds an undisturbed command takes here. */
const took: Record<Verb, number> = { pull: 0, transform: 0, publish: 0, site: 0, run: 0 };
const tally = { kills: 0, ended: 0, between: 0, points: 0, wrong: 0 };

const argv = (verb: Verb, workspace: string) => [
  verb,
  ...(verb === "pull" || verb === "run" ? ["--input", input] : []),
  "--workspace",
  workspace,
  "--quiet",
];

function wrong(text: string): void {
  tally.wrong += 1;
  say(`WRONG: ${text}`);
}

async function complete(verb: Verb, workspace: string): Promise<void> {
  const { code, said, milliseconds } = await finish(argv(verb, workspace));
  if (code !== 0) wrong(`${verb} after kills ended with ${code}: ${said.trim().slice(-400)}`);
  took[verb] = milliseconds;
}

const steps: readonly Verb[] = ["pull", "transform", "publish", "site"];

/** What readers may see: the old or the new whole. */
interface Allowed {
  published: ReadonlySet<string>;
  site: ReadonlySet<string>;
}

class Chain {
  readonly held = new Set<string>();
  readonly workspace: string;
  readonly allowed: Allowed;
  constructor(workspace: string, allowed: Allowed) {
    this.workspace = workspace;
    this.allowed = allowed;
  }

  async randomKill(verb: Verb): Promise<boolean> {
    const at = 150 + random() * Math.max(500, took[verb] * 1.02);
    return await this.count(
      await killAfter(argv(verb, this.workspace), at),
      `${verb} killed after ${Math.round(at)} ms`,
    );
  }

  async killAt(point: Failpoint, verb: Verb, pass = 1): Promise<boolean> {
    const ended = await finish(argv(verb, this.workspace), { HUIYIN_FAILPOINT: `${point}:${pass}` });
    return await this.count(ended, `${verb} killed at ${point}:${pass}`);
  }

  private async count({ signal, code, said }: Ended, where: string): Promise<boolean> {
    const killed = signal === "SIGKILL";
    if (!killed && code !== 0) wrong(`${where}, but it ended with ${code}: ${said.trim().slice(-400)}`);
    for (const at of await heldAt(this.workspace)) this.held.add(at);
    for (const part of ["published", "site"] as const) {
      const found = await seen(join(this.workspace, part)).catch((error: Error) => error.message);
      const isBetween = found === "absent" && (await exists(join(this.workspace, `.${part}.old`)));
      if (isBetween) tally.between += 1;
      else if (!this.allowed[part].has(found))
        wrong(`${where}: ${part} is neither the old nor the new whole: ${found}`);
    }
    return killed;
  }

  /** Everything is as nobody had disturbed it, and the ledger knows every kill. */
  async compare(wanted: Record<string, unknown>): Promise<void> {
    const found = await evidence(this.workspace);
    for (const [name, value] of Object.entries(wanted)) {
      if (!isDeepStrictEqual(found[name], value)) wrong(`${name} differs in ${this.workspace}`);
    }
    const { killed = 0 } = await outcomes(this.workspace);
    if (killed !== this.held.size) wrong(`the ledger knows ${killed} kills of ${this.held.size}`);
  }
}

async function undisturbed(workspace: string): Promise<{ published: string; site: string }> {
  const begun = Date.now();
  for (const verb of steps) await complete(verb, workspace);
  took.run = Date.now() - begun;
  return { published: await seen(join(workspace, "published")), site: await seen(join(workspace, "site")) };
}

say(`seed ${seed}, ${kills} kills, in ${root}`);
await writeInput(input, { from: 0, to: 260 });
const first = await undisturbed(place("first"));
const firstEvidence = await evidence(place("first"));
await cp(input, place("input-first"), { recursive: true });
await writeInput(input, { from: 260, to: 330 });
await cp(place("first"), place("second"), { recursive: true });
const second = await undisturbed(place("second"));
const secondEvidence = await evidence(place("second"));
say(`undisturbed: ${steps.map((verb) => `${verb} ${(took[verb] / 1000).toFixed(1)} s`).join(", ")}`);
const allowed: Allowed = {
  published: new Set([first.published, second.published]),
  site: new Set([first.site, second.site]),
};

// What the first day makes once. The key comes from the environment here, so that two workspaces are alike; its point has a test.
const notAgain = new Set(["hash-key", "theme-bytes"]);

// Every named point, on a second day: there is something old for readers to see.
await cp(place("first"), place("points"), { recursive: true });
const points = new Chain(place("points"), allowed);
for (const verb of steps) {
  for (const [point, by] of Object.entries(passedBy)) {
    if (by !== verb || notAgain.has(point)) continue;
    // The first pass of the ledger's points is where the run that was killed before is written down.
    if (await points.killAt(point as Failpoint, verb, point.startsWith("ledger") ? 2 : 1)) tally.points += 1;
    else wrong(`${point} is not passed by ${verb}`);
  }
  await complete(verb, points.workspace);
}
await points.compare(secondEvidence);
say(`named points: ${tally.points} kills, ${tally.wrong} wrong`);

// Random moments of the second day, then of the first, in a workspace that begins empty. The site is built in the last round alone.
const rounds = Math.max(2, Math.round(kills / 50));
for (let round = 1; round <= rounds; round++) {
  const isFirst = round === 1;
  const isLast = round === rounds;
  const workspace = place(`round-${round}`);
  await rm(input, { recursive: true });
  await cp(place("input-first"), input, { recursive: true });
  if (!isFirst) {
    await writeInput(input, { from: 260, to: 330 });
    await cp(place("first"), workspace, { recursive: true });
  }
  const none = { published: new Set(["absent", first.published]), site: new Set(["absent", first.site]) };
  const chain = new Chain(workspace, isFirst ? none : allowed);
  if (isFirst) {
    await complete("pull", workspace);
    if (await chain.killAt("theme-bytes", "transform")) tally.points += 1;
    else wrong("theme-bytes is not passed by transform");
  }
  for (const verb of isLast ? (["run", ...steps] as const) : steps.slice(0, 3)) {
    const rest = verb === "site" || verb === "run" ? 1 : rounds;
    for (let n = Math.round((kills * shares[verb]) / rest); n > 0; ) {
      if (await chain.randomKill(verb)) {
        n -= 1;
        tally.kills += 1;
      } else tally.ended += 1;
    }
    if (verb !== "run") await complete(verb, workspace);
  }
  const { site, ...wanted } = isFirst ? firstEvidence : secondEvidence;
  await chain.compare(isLast ? { ...wanted, site } : wanted);
  say(`round ${round}: ${tally.kills} kills, ${tally.ended} ended before their time, ${tally.wrong} wrong`);
}

// The cache deleted.
for (const name of ["warehouse.duckdb", "warehouse", "text"]) {
  await rm(join(place("second"), name), { recursive: true, force: true });
}
for (const verb of steps.slice(0, 3)) await complete(verb, place("second"));
await new Chain(place("second"), allowed).compare(secondEvidence);

const untested = failpoints.filter((point) => !(point in passedBy) && !point.startsWith("forget-"));
say(
  `${tally.kills} kills at random moments, ${tally.points} at named points; readers met ${tally.between} times a folder that was being ` +
    `swapped and was put back; caches deleted once; ${tally.wrong} wrong (seed ${seed})`,
);
if (untested.length > 0) say(`points of others, tested beside their code: ${untested.join(", ")}`);
if (tally.wrong === 0) await rm(root, { recursive: true });
process.exitCode = tally.wrong === 0 ? 0 : 1;
