import { access } from "node:fs/promises";
import type { Embedder } from "../../transforms/themes/vectoriser.ts";
import afterSales from "../after-sales.ts";
import { type DuckdbEngine, openDuckdb } from "../engines/duckdb.ts";
import { exitCodes, UserError } from "../errors.ts";
import { lockWorkspace } from "../lock.ts";
import { loadPipeline } from "../pipeline.ts";
import { explainText } from "../themes/assign.ts";
import { checkCuration } from "../themes/check.ts";
import { explainLines, listThemes, rebaseLines, showLines, showTheme, themeLines } from "../themes/describe.ts";
import { readThemesOfLast } from "../themes/last.ts";
import { proposalsFile, propose } from "../themes/propose.ts";
import { proposeAnew } from "../themes/rebase.ts";
import { defineVerb } from "../verb.ts";
import { openWorkspace, type Workspace } from "../workspace.ts";

interface Asked {
  engine: DuckdbEngine;
  workspace: Workspace;
  id: string | undefined;
  text: string | undefined;
  embedder: Embedder | undefined;
}

/** What an action found, as JSON and as lines. */
interface Found {
  value: unknown;
  lines: string;
}

const actions: Record<string, (asked: Asked) => Promise<Found>> = {
  async list({ engine }) {
    const value = await listThemes(engine);
    return { value, lines: themeLines(value) };
  },
  async show({ engine, id }) {
    if (id === undefined) throw new UserError("huiyin themes show wants the id of a theme, such as T0012.");
    const value = await showTheme(engine, id);
    return { value, lines: showLines(value) };
  },
  async assign({ engine, workspace, text, embedder }) {
    if (text === undefined) throw new UserError('huiyin themes assign wants --text "…".');
    const value = await explainText(engine, workspace, await readThemesOfLast(engine, workspace, embedder), text);
    return { value, lines: explainLines(value) };
  },
  async propose({ engine, workspace, embedder }) {
    const value = await propose(engine, workspace, embedder);
    const lines = value.map(({ id, reason }) => `  ${id.padEnd(24)}${reason}\n`).join("");
    return { value, lines: `${lines}${value.length} proposals in ${workspace.path(proposalsFile)}\n` };
  },
  async check({ engine, workspace }) {
    const value = await checkCuration(engine, workspace);
    return { value, lines: `curation.yaml: ${value.operations} operations, all right\n` };
  },
  async rebase({ engine, workspace, embedder }) {
    const rebase = await proposeAnew(engine, workspace, embedder);
    return { value: { id: rebase.id, changes: rebase.changes }, lines: rebaseLines(rebase) };
  },
};

export default defineVerb({
  summary: "List and show themes, say why a text is in one, propose changes, check curation.yaml, propose a new space",
  positionals: [
    { name: "ACTION", description: Object.keys(actions).join(", "), required: true },
    { name: "ID", description: "the theme to show, such as T0012" },
  ],
  options: {
    text: { type: "string", value: "TEXT", description: "With assign: the text to give themes to" },
  },
  async run({ positionals: [action = "", id], options, env }) {
    const act = actions[action];
    if (act === undefined) {
      throw new UserError(`huiyin themes does not know "${action}"; wanted ${Object.keys(actions).join(", ")}.`);
    }
    const { settings } = options.pipeline === undefined ? afterSales : await loadPipeline(options.pipeline);
    const { embedder } = settings;
    const workspace = await openWorkspace(options.workspace);
    const exists = await access(workspace.warehouse).then(
      () => true,
      () => false,
    );
    if (!exists) {
      throw new UserError(`The workspace ${workspace.dir} holds no themes yet.`, { hint: "Run huiyin run first." });
    }
    const release = await lockWorkspace(workspace, env);
    const engine = await openDuckdb({ path: workspace.warehouse });
    try {
      const { value, lines } = await act({ engine, workspace, id, text: options.text, embedder });
      env.write(options.json ? `${JSON.stringify(value)}\n` : lines);
    } finally {
      await engine.close();
      await release();
    }
    return exitCodes.done;
  },
});
