import { evidenceTail } from "../../transforms/signals/watch.ts";
import type { Engine } from "../engines/engine.ts";
import { takeKept, vouchFor } from "../kept.ts";

/*
 * What evidence is worth hangs on no row, and to work it out is half of what the search for signals costs. It stays in the
 * warehouse, in `_signal_tails`, for as long as the program is the same.
 */

const keptBy = "_signal_tails_basis";

/** Takes up what the last run of this version worked out. */
export async function readTails(engine: Engine, version: string | undefined): Promise<void> {
  if (!(await takeKept(engine, keptBy, version))) {
    await engine.execute("CREATE OR REPLACE TABLE _signal_tails (name VARCHAR, tail VARCHAR)");
  }
  const { name, tail } = await readAll(engine);
  evidenceTail.take(
    name.map((one, i) => [one, new Float64Array(Uint8Array.from(Buffer.from(tail[i] ?? "", "base64")).buffer)]),
  );
}

/** Puts what was worked out since beside it. */
export async function keepTails(engine: Engine, version: string | undefined): Promise<void> {
  const before = new Set((await readAll(engine)).name);
  const more = [...evidenceTail.known()].filter(([name]) => !before.has(name));
  await engine.append("_signal_tails", [
    more.map(([name]) => name),
    more.map(([, tail]) => Buffer.from(tail.buffer).toString("base64")),
  ]);
  await vouchFor(engine, keptBy, version);
}

const readAll = (engine: Engine) =>
  engine.columns<{ name: string[]; tail: string[] }>("SELECT name, tail FROM _signal_tails");
