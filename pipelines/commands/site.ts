import { access } from "node:fs/promises";
import type { Lang } from "../../dashboards/published.ts";
import { exitCodes, UserError } from "../errors.ts";
import { lockWorkspace } from "../lock.ts";
import { nobody, type People, readPeople } from "../privacy/people.ts";
import { openWarehouse } from "../run.ts";
import { parsePort, serveUntilStopped } from "../serve.ts";
import { buildSite } from "../site.ts";
import { defineVerb } from "../verb.ts";
import { openWorkspace, type Workspace } from "../workspace.ts";

export default defineVerb({
  summary: "Build the static site from what is published and swap it in whole",
  options: {
    lang: {
      type: "string",
      value: "LANG",
      default: "zh",
      description: "zh, en, or zh,en: the first is the site's root",
    },
    serve: { type: "boolean", description: "Serve the site afterwards, until stopped" },
    port: { type: "string", value: "PORT", default: "3000", description: "Port to serve on" },
  },
  async run({ options, env }) {
    const languages = options.lang.split(",").map((lang) => {
      if (lang !== "zh" && lang !== "en")
        throw new UserError(`--lang "${lang}" is not a language of the site; wanted zh or en.`);
      return lang as Lang;
    });
    const port = parsePort(options.port);
    const workspace = await openWorkspace(options.workspace);
    const release = await lockWorkspace(workspace, env);
    try {
      const result = await withPeople(workspace, (people) =>
        buildSite(workspace, { logger: env.logger, languages, people }),
      );
      if (options.json) env.write(`${JSON.stringify(result)}\n`);
    } finally {
      await release();
    }
    if (options.serve) await serveUntilStopped(workspace.site, port, env.write);
    return exitCodes.done;
  },
});

/** Hands over whose names may not be on a page, where the warehouse that knows them is there. */
async function withPeople<T>(workspace: Workspace, work: (people: People) => Promise<T>): Promise<T> {
  const isThere = await access(workspace.warehouse).then(
    () => true,
    () => false,
  );
  if (!isThere) return await work(nobody);
  const engine = await openWarehouse(workspace);
  try {
    return await work(await readPeople(engine));
  } finally {
    await engine.close();
  }
}
