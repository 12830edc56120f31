import { join } from "node:path";
import { loadVerb } from "../cli.ts";
import { exitCodes, UserError } from "../errors.ts";
import { run } from "../run.ts";
import { serve } from "../serve.ts";
import { defineVerb } from "../verb.ts";
import { openWorkspace } from "../workspace.ts";

export default defineVerb({
  summary: "Make the sample, run the whole way, build the site and serve it",
  options: {
    "no-serve": { type: "boolean", description: "Stop after the site is built" },
    scale: { type: "string", value: "N", default: "1", description: "Size of the sample; 1 is about 60,000 tickets" },
    port: { type: "string", value: "PORT", default: "3000", description: "Port to serve on" },
  },
  async run({ options, env }) {
    const port = Number(options.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) {
      throw new UserError(`--port "${options.port}" is not a port; wanted a number from 0 to 65535.`);
    }
    const workspace = await openWorkspace(options.workspace);
    const input = options.input ?? join(workspace.dir, "sample");
    if (options.input === undefined) await makeSample(input, options.scale, env);
    const steps = ["pull", "transform", "publish", "site"] as const;
    const code = await run({ workspace: workspace.dir, input, asOf: options["as-of"], steps, env });
    if (code !== exitCodes.done) return code;
    if (options["no-serve"]) {
      env.logger.info(`The site is in ${workspace.site}; huiyin demo serves it.`);
      return exitCodes.done;
    }
    const serving = await serve(workspace.site, { port });
    env.write(
      `\nOpen ${serving.url}\n  ${serving.url}/response.html  响应\n  ${serving.url}/first-fix.html  一次修好\n  ${serving.url}/service-points.html  网点\n  ${serving.url}/about.html  关于数据\nCtrl+C stops.\n`,
    );
    await new Promise<void>((resolve) => {
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, resolve);
    });
    await serving.close();
    return exitCodes.done;
  },
});

type Effects = Parameters<Awaited<ReturnType<typeof loadVerb>>["run"]>[0]["env"];

async function makeSample(folder: string, scale: string, env: Effects): Promise<void> {
  const verb = await loadVerb("sample");
  const { parseVerb } = await import("../verb.ts");
  const { options } = parseVerb("sample", verb, ["--out", folder, "--scale", scale]);
  await verb.run({ positionals: [], options: options as never, env });
}
