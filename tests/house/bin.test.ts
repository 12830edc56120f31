import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { verbNames } from "../../pipelines/cli.ts";
import { root } from "./tree.ts";

const call = promisify(execFile);

test("the command runs from any folder, prints its verbs and says nothing else", async () => {
  const { stdout, stderr } = await call(process.execPath, [join(root, "bin/huiyin.mjs"), "--help"], { cwd: tmpdir() });
  for (const verb of await verbNames()) expect(stdout).toMatch(new RegExp(`^ {2}${verb} {2,}\\S`, "m"));
  expect(stderr).toBe("");
});

test("npx finds the checkout's own command without a network", async () => {
  const cache = await mkdtemp(join(tmpdir(), "huiyin-npx-"));
  onTestFinished(() => rm(cache, { recursive: true }));
  const env = {
    ...process.env,
    npm_config_cache: cache,
    npm_config_offline: "true",
    npm_config_update_notifier: "false",
  };
  const { stdout } = await call("npx", ["huiyin", "trace", "--help"], {
    cwd: root,
    env,
    shell: process.platform === "win32",
  });
  expect(stdout).toMatch(/^huiyin trace METRIC/);
});
