import type { Engine } from "../engines/engine.ts";

/** What themes.json says: the run that gave clauses their themes, and every theme there ever was. */
export async function readThemes(engine: Engine): Promise<{ run: object | null; themes: object[] }> {
  const [run = null] = await engine.query("SELECT * FROM mart_theme_runs");
  return { run, themes: await engine.query("SELECT * FROM dim_themes ORDER BY theme_id") };
}
