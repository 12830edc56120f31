import { spawn } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { loadHistory } from "../../pipelines/landing.ts";
import { counts, makeBench } from "./landing-folder.ts";

const bin = fileURLToPath(new URL("../../bin/huiyin.mjs", import.meta.url));

test("a pull that is killed, wherever it was, leaves nothing that counts and is made up for by the next", async () => {
  const bench = await makeBench();
  onTestFinished(() => bench.close());
  const events = Array.from({ length: 60_000 }, (_, i) => `T${i},2026-01-01 00:00:${i % 70},a${i}`);
  for (const file of ["tickets-1.csv", "tickets-2.csv", "tickets-3.csv"]) {
    await bench.write(
      file,
      `ticket_id,created_at,description\n${events.map((line) => `${file[8]}${line}`).join("\n")}\n`,
    );
  }
  const argv = [bin, "pull", "--input", bench.input, "--workspace", bench.workspace.dir, "--quiet"];
  for (const after of [700, 1_100, 1_500, 1_900]) {
    const child = spawn(process.execPath, argv, { stdio: "ignore" });
    const ended = new Promise((done) => child.on("exit", done));
    await wait(after);
    child.kill("SIGKILL");
    await ended;
    for (const load of await loadHistory(bench.workspace)) {
      expect((await readdir(join(bench.workspace.landing, load.entity, load.load_id))).sort()).toEqual([
        "manifest.json",
        "part-0.parquet",
      ]);
      expect(load.balanced).toBe(true);
    }
  }
  const loads = await bench.pull();
  const refused = events.filter((_, i) => i % 70 >= 60).length;
  expect(loads.map(counts)).toEqual(
    loads.map(() => ({ read: 60_000, loaded: 60_000 - refused, quarantined: refused, superseded: 0 })),
  );
  expect(await bench.rows("SELECT count(*) AS rows, count(DISTINCT ticket_id) AS keys FROM landing_tickets")).toEqual([
    { rows: 3 * (60_000 - refused), keys: 3 * (60_000 - refused) },
  ]);
  expect((await bench.rejects(loads[0] as (typeof loads)[number])).length).toBe(refused);
});
