import { execFileSync, spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import run from "../../pipelines/commands/run.ts";
import { parseVerb } from "../../pipelines/verb.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const example = (name: string) => readFile(join(repository, "docs", "examples", "schedule", name), "utf8");
let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "huiyin-schedule-"));
  await mkdir(join(root, "input"));
  await writeFile(join(root, "input", "tickets.csv"), "ticket_id,created_at\nT1,2026-01-05 09:00\n");
});
afterAll(() => rm(root, { recursive: true }));

/** The example's command for the folders of this test. */
const here = (command: string) =>
  command
    .replaceAll("/opt/huiyin", repository)
    .replaceAll("/srv/after-sales", join(root, "input"))
    .replaceAll("/srv/huiyin", join(root, "workspace"))
    .replaceAll("/var/log/huiyin.log", join(root, "huiyin.log"));

test("the line for cron does what it says when a shell runs it (its pull alone), and logs a JSON object a line", async () => {
  const lines = (await example("huiyin.cron")).trimEnd().split("\n");
  const variables = Object.fromEntries(
    lines.filter((line) => /^[A-Z_]+=/.test(line)).map((line) => line.split("=") as [string, string]),
  );
  const [, user, command = ""] = /^(?:\S+ ){5}(\S+) (.+)$/.exec(lines.at(-1) ?? "") ?? [];
  expect(user).toBe("huiyin");
  execFileSync("sh", ["-c", here(command).replace("huiyin.mjs run", "huiyin.mjs pull")], {
    env: { PATH: process.env.PATH, ...variables },
  });
  const log = (await readFile(join(root, "huiyin.log"), "utf8")).trimEnd().split("\n");
  const said = log.map((line) => JSON.parse(line) as Record<string, unknown>);
  for (const line of said) {
    expect(Object.keys(line)).toEqual(["time", "level", "step", "message"]);
    expect(line.time).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  }
  expect(said).toContainEqual(
    expect.objectContaining({
      level: "info",
      step: "pull",
      message: "tickets.csv as tickets: 1 read, 1 loaded, 0 quarantined, 0 superseded in the file",
    }),
  );
});

const hasSystemd = spawnSync("systemd-analyze", ["--version"]).status === 0;
if (!hasSystemd) process.stderr.write("SKIPPED: the systemd units are not verified, as systemd-analyze is not here\n");

test.skipIf(!hasSystemd)("systemd finds no fault with service and timer", async () => {
  for (const name of ["huiyin.service", "huiyin.timer"]) {
    const unit = here(await example(name))
      .replace("/usr/bin/node", process.execPath)
      .replace("User=huiyin\n", "");
    await writeFile(join(root, name), unit);
  }
  const units = ["huiyin.service", "huiyin.timer"].map((name) => join(root, name));
  const { status, stderr } = spawnSync("systemd-analyze", ["verify", "--man=no", ...units], { encoding: "utf8" });
  expect(stderr.split("\n").filter((line) => line.includes("huiyin."))).toEqual([]);
  expect(status).toBe(0);
});

test("the manifest for Kubernetes runs one at a time under a fixed host name, with options that exist and room for memory", async () => {
  const { apiVersion, kind, spec } = parse(await example("cronjob.yaml"));
  expect([apiVersion, kind, spec.concurrencyPolicy]).toEqual(["batch/v1", "CronJob", "Forbid"]);
  const pod = spec.jobTemplate.spec.template.spec;
  const [container] = pod.containers;
  expect(pod.hostname).toBe("huiyin");
  const [program, script, verb] = container.command;
  expect([program, script, verb]).toEqual(["node", "bin/huiyin.mjs", "run"]);
  expect(parseVerb("run", run, container.args).options).toMatchObject({ input: "/srv/after-sales" });
  const volumes = pod.volumes.map(({ name }: { name: string }) => name);
  expect(container.volumeMounts.map(({ name }: { name: string }) => name)).toEqual(volumes);
  const memory = container.env.find(({ name }: { name: string }) => name === "HUIYIN_MEMORY").value;
  expect(Number.parseInt(container.resources.limits.memory, 10)).toBeGreaterThanOrEqual(
    1.5 * Number.parseInt(memory, 10),
  );
});
