import { readFile, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { main } from "../../pipelines/cli.ts";
import type { Explained } from "../../pipelines/themes/assign.ts";
import { parseCuration } from "../../pipelines/themes/curation.ts";
import { type Bench, known, openBench, type Said, texts } from "./themes-fixture.ts";

let bench: Bench;
let folder: string;
beforeAll(async () => {
  bench = await openBench(true);
  const said: readonly Said[] = known.flatMap((topic) => texts(topic, 30, "2026-03-01"));
  await bench.run(said, "2026-03-31");
  // What models make of the step's outputs elsewhere.
  for (const name of ["weeks", "overlaps", "slices", "nps"]) {
    const sql = await readFile(new URL(`../../transforms/marts/mart_theme_${name}.sql`, import.meta.url), "utf8");
    await bench.engine.execute(
      "CREATE TABLE IF NOT EXISTS fct_ratings (rating_id VARCHAR, ticket_id VARCHAR, nps INTEGER, is_valid BOOLEAN)",
    );
    await bench.engine.execute(`CREATE TABLE mart_theme_${name} AS ${sql}`);
  }
  folder = bench.workspace.dir;
  await bench.engine.close();
});
afterAll(() => bench.remove());

async function themes(...argv: string[]) {
  const said: string[] = [];
  const say = (message: string) => void said.push(message);
  const code = await main(["themes", ...argv, "--workspace", folder], {
    logger: { info: say, warn: say, error: say },
    now: () => new Date("2026-04-01T00:00:00Z"),
    write: say,
    variables: {},
  });
  return { code, said: said.join("\n") };
}

const read = async <T>(...argv: string[]): Promise<T> => JSON.parse((await themes(...argv, "--json")).said) as T;

describe("huiyin themes", () => {
  test("list and show say what is published", async () => {
    const list = await read<{ theme_id: string; n: number }[]>("list");
    expect(list.length).toBeGreaterThanOrEqual(4);
    expect(list.map(({ n }) => n)).toEqual(list.map(({ n }) => n).toSorted((a, b) => b - a));
    const shown = await read<{ theme_id: string; quotes: unknown[]; weeks: { texts: number }[] }>("show", "T0001");
    expect(shown.theme_id).toBe("T0001");
    expect(shown.quotes.length).toBeGreaterThan(0);
    expect((await themes("list")).said).toContain("T0001");
    expect((await themes("show", "T0001")).said).toContain("first fit");
  });

  test("assign says which theme and why, by the chain that texts of a run go through", async () => {
    const all = await read<Explained[]>("assign", "--text", "滚筒脱水异响震动噪音。我的电话13912345678");
    const [one] = all;
    expect(one).toMatchObject({ reason: "assigned" });
    expect(one?.evidence).toContain("脱水");
    expect(one?.score).toBeGreaterThan(one?.threshold ?? 1);
    expect(one?.runner_up_id).not.toBe(one?.theme_id);
    expect(JSON.stringify(all)).not.toContain("13912345678");
    const { said } = await themes("assign", "--text", "滚筒脱水异响震动噪音");
    expect(said).toContain(`nearest ${one?.nearest_id}`);
  });

  test("propose writes proposals.yaml, whose entries are operations once signed", async () => {
    expect((await themes("propose")).code).toBe(0);
    const text = await readFile(bench.workspace.path("proposals.yaml"), "utf8");
    const signed = text.replaceAll(/^- id: (.+)$/gm, "- id: $1\n  author: quality\n  date: 2026-04-01");
    expect(() => parseCuration(signed)).not.toThrow();
  });

  test("check reads curation.yaml as a run would", async () => {
    const path = bench.workspace.path("curation.yaml");
    const write = (body: string) =>
      writeFile(path, `# ours\n- {id: a, author: q, date: 2026-04-01, reason: x, ${body}}\n`);
    await write("lock: {theme: T0001}");
    expect((await themes("check")).code).toBe(0);
    await write("lock: {theme: T0999}");
    expect(await themes("check")).toMatchObject({ code: 2 });
    expect((await themes("check")).said).toContain(
      "curation.yaml line 2: a names the theme T0999, which is not there.",
    );
    await write("look: {theme: T0001}");
    expect((await themes("check")).said).toContain('curation.yaml line 2: "look" is no operation.');
    await writeFile(path, "");
  });

  test("rebase proposes and says how to approve", async () => {
    const { code, said } = await themes("rebase");
    expect(code).toBe(0);
    expect(said).toMatch(/approve: \{rebase: [0-9a-f]{12}\}/);
    expect(said).toContain("T0001 stays with");
  });

  test.each([
    [["dance"], 'does not know "dance"'],
    [["show"], "wants the id of a theme"],
    [["show", "T9999"], "There is no theme T9999."],
    [["assign"], 'wants --text "…"'],
  ])("%s is refused in one sentence", async (argv, message) => {
    const { code, said } = await themes(...argv);
    expect(code).toBe(2);
    expect(said).toContain(message);
  });
});
