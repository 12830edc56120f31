import { curate } from "../../transforms/themes/curation.ts";
import type { Engine } from "../engines/engine.ts";
import { UserError } from "../errors.ts";
import type { Workspace } from "../workspace.ts";
import { curationFile, readCuration } from "./curation.ts";
import { readRebase } from "./rebase.ts";
import { readState } from "./state.ts";

/**
 * Reads curation.yaml as a run would. Throws UserError where it is wrong, where it names a theme that the last transform does not
 * know, or approves a rebase that was never proposed.
 */
export async function checkCuration(engine: Engine, workspace: Workspace): Promise<{ operations: number }> {
  const operations = await readCuration(workspace);
  for (const operation of operations) if (operation.kind === "approve") await readRebase(workspace, operation.rebase);
  const [run] = await engine.query<{ state: string | null }>("SELECT state FROM mart_theme_runs").catch(() => []);
  const { themes } = run?.state ? await readState(workspace, run.state) : { themes: [] };
  const [missing] = curate(themes, operations).unknown;
  if (missing !== undefined) {
    throw new UserError(
      `${curationFile} line ${missing.operation.line}: ${missing.operation.id} names the theme ${missing.theme}, which is not there.`,
      {
        hint: "huiyin themes list names them all.",
      },
    );
  }
  return { operations: operations.length };
}
