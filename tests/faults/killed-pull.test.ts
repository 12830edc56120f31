import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Failpoint } from "../../pipelines/failpoint.ts";
import { evidence, heldAt, outcomes } from "./evidence.ts";
import { writeInput } from "./input.ts";
import { finish, killAfter } from "./process.ts";
import { seeded } from "./seeded.ts";

const seed = Number(process.env.HUIYIN_SEED ?? 20261122);
const place = (...parts: string[]) => join(root, ...parts);
const pull = (workspace: string) => [
  "pull",
  "--pipeline",
  place("pipeline.mts"),
  "--input",
  place("input"),
  "--workspace",
  workspace,
];
let root: string;
let undisturbed: Record<string, unknown>;
let milliseconds: number;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "huiyin-killed-pull-"));
  await writeInput(place("input"), { from: 0, to: 60 });
  const source = fileURLToPath(new URL("../../sources/source.ts", import.meta.url));
  await writeFile(
    place("pipeline.mts"),
    `import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { defineSource } from ${JSON.stringify(source)};

export default defineSource({
  name: "desk",
  async fetch({ into, state }) {
    const page = typeof state === "number" ? state : 0;
    if (page > 0) return { state: page };
    await writeFile(join(into, "tickets.csv"), "ticket_id,created_at\\nD1,2026-02-01 09:00\\nD2,never\\n");
    return { state: page + 1 };
  },
});
`,
  );
  const ended = await finish(pull(place("undisturbed")));
  expect(ended.code, ended.said).toBe(0);
  ({ milliseconds } = ended);
  undisturbed = await evidence(place("undisturbed"));
  expect(undisturbed).toMatchObject({ unfinished: [], lock: false });
}, 300_000);

afterAll(() => rm(root, { recursive: true }));

/** Whatever was killed, one more pull gives what nobody disturbed, and the ledger knows each run that held the workspace. */
async function madeUpFor(workspace: string, killed: number): Promise<void> {
  const ended = await finish(pull(workspace));
  expect(ended.code, ended.said).toBe(0);
  expect(await evidence(workspace)).toEqual(undisturbed);
  const { killed: known = 0 } = await outcomes(workspace);
  expect(known).toBe(killed);
}

test("a pull that is killed at any point where something comes to last is made up for by the next", async () => {
  const points: (Failpoint | `${Failpoint}:2`)[] = [
    "locked",
    "landing-parquet",
    "quarantine",
    "landing-manifest",
    "landing-named",
    "source-loaded",
    "source-state",
    "ledger",
    "ledger:2",
    "ledger-written:2",
  ];
  for (const point of points) {
    const ended = await finish(pull(place("points")), { HUIYIN_FAILPOINT: point });
    expect(ended.signal, `${point}: ${ended.said}`).toBe("SIGKILL");
  }
  await madeUpFor(place("points"), points.length);
});

test(`a pull that is killed at random moments (seed ${seed}, HUIYIN_SEED sets it) is made up for by the next`, async () => {
  const random = seeded(seed);
  const held = new Set<string>();
  for (let n = 0; n < 6; n++) {
    await killAfter(pull(place("random")), (0.3 + 0.7 * random()) * milliseconds);
    for (const at of await heldAt(place("random"))) held.add(at);
  }
  await madeUpFor(place("random"), held.size);
});
