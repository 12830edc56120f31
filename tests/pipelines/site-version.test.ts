import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { main } from "../../pipelines/cli.ts";

test("what another version published is refused with what to do", async () => {
  const workspace = await mkdtemp(join(tmpdir(), "huiyin-site-version-"));
  await mkdir(join(workspace, "published"));
  await writeFile(join(workspace, "published", "manifest.json"), JSON.stringify({ code_version: "0.0.1+0a1b2c3d" }));
  const said: string[] = [];
  const say = (message: string) => void said.push(message);
  const code = await main(["site", "--workspace", workspace], {
    logger: { info: say, warn: say, error: say },
    write: say,
  });
  expect(code).toBe(2);
  expect(said.join("\n")).toContain("was written by version 0.0.1+0a1b2c3d; this is ");
  expect(said.at(-1)).toBe("Run huiyin transform and huiyin publish first, or huiyin run.");
});
