import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { endsWithUs } from "../stop.ts";

const project = fileURLToPath(new URL("../..", import.meta.url));
const require = createRequire(import.meta.url);

/** What a Node program needs to run; no secret of ours is among it. */
const passed =
  /^(?:PATH|HOME|USER|LANG|LC_\w+|TZ|TMPDIR|TEMP|TMP|SYSTEMROOT|COMSPEC|PATHEXT|USERPROFILE|APPDATA|LOCALAPPDATA|ESBUILD_BINARY_PATH)$/i;
const ownVariables = (variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(variables).filter(([name]) => passed.test(name)));

/** Runs `observable build` over a folder of pages; observablehq.config.ts keeps it off the network. */
export async function buildWithFramework(pages: string, output: string): Promise<void> {
  const framework = dirname(require.resolve("@observablehq/framework/package.json"));
  const child = spawn(
    process.execPath,
    // Framework parses each page in DOMs of its own; without a limit their garbage grows past what a build may take.
    [
      "--max-old-space-size=192",
      "--import",
      import.meta.resolve("tsx"),
      join(framework, "dist", "bin", "observable.js"),
      "build",
    ],
    {
      cwd: project,
      env: {
        ...ownVariables(process.env),
        HUIYIN_SITE_ROOT: pages,
        HUIYIN_SITE_OUTPUT: output,
        OBSERVABLE_TELEMETRY_DISABLE: "1",
        NO_COLOR: "1",
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const ended = endsWithUs(child);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-20_000);
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => child.on("error", reject).on("close", resolve));
  ended();
  if (code !== 0)
    throw new Error(`observable build ended with ${code}:\n${said.trim().split("\n").slice(-20).join("\n")}`);
}
