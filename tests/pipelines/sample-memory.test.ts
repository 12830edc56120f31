import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const bin = fileURLToPath(new URL("../../bin/huiyin.mjs", import.meta.url));

test("a sample three times the size is written in a heap of 64 MB", () => {
  const out = join(mkdtempSync(join(tmpdir(), "huiyin-sample-")), "sample");
  const args = ["--max-old-space-size=64", bin, "sample", "--out", out, "--scale", "3", "--json"];
  const { rows } = JSON.parse(
    execFileSync(process.execPath, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
  );
  rmSync(out, { recursive: true });
  expect(rows.tickets).toBeGreaterThan(170_000);
  expect(rows.tickets).toBeLessThan(190_000);
}, 180_000);
