import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { main } from "../../pipelines/cli.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

test("pull --from --to asks one source for a span again, by the days of the pipeline's zone", async () => {
  const folder = await mkdtemp(join(tmpdir(), "huiyin-backfill-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const pipeline = join(folder, "pipeline.mts");
  const asked = join(folder, "asked");
  await writeFile(
    pipeline,
    `import { appendFile, writeFile } from "node:fs/promises";
     const source = (name) => ({ name, async fetch({ into, range }) {
       await appendFile(${JSON.stringify(asked)}, JSON.stringify([name, range ?? null]) + "\\n");
       await writeFile(into + "/tickets.csv", "ticket_id,created_at\\n" + name + ",2026-01-01\\n");
     } });
     export default [source("crm"), source("hotline")];`,
  );
  const errors: string[] = [];
  const pull = (...argv: string[]) =>
    main(["pull", "--workspace", join(folder, "workspace"), "--pipeline", pipeline, ...argv], {
      logger: { info: () => {}, warn: () => {}, error: (message) => void errors.push(message) },
      now: () => new Date("2026-11-20T00:00:00Z"),
      write: () => {},
      variables: {},
    });
  expect(await pull("--source", "crm", "--from", "2026-01-05", "--to", "2026-01-06")).toBe(0);
  expect((await readFile(asked, "utf8")).trim().split("\n")).toEqual([
    '["crm",{"from":"2026-01-04T16:00:00.000Z","to":"2026-01-06T16:00:00.000Z"}]',
  ]);
  expect([
    await pull("--source", "web"),
    await pull("--from", "2026-01-05"),
    await pull("--from", "2026-01-05", "--to", "2026-01-01"),
    await pull("--from", "2026-01-05", "--to", "2026-01-06", "--input", root),
    await pull("--from", "2026-02-30", "--to", "2026-03-01"),
  ]).toEqual([2, 2, 2, 2, 2]);
  expect(errors).toEqual([
    'The pipeline has no source "web"; it has crm, hotline.',
    "--from and --to go together.",
    "--from 2026-01-05 is not before --to 2026-01-01.",
    "--from and --to ask sources; a folder given by --input has no span.",
    '--from "2026-02-30" is not a date; wanted YYYY-MM-DD or YYYY-MM-DDTHH:MM.',
  ]);
});
