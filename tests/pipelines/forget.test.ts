import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { main } from "../../pipelines/cli.ts";
import { evidence } from "../faults/evidence.ts";
import { finish } from "../faults/process.ts";

let root: string;
const place = (...parts: string[]) => join(root, ...parts);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "huiyin-forget-"));
  await mkdir(place("input"));
  const rows = ["T1,2026-01-05 23:30,C5,坏了", "T2,2026-01-06 09:00,C6,漏水", "T3,soon,C5,黑屏"];
  await writeFile(place("input", "tickets.csv"), `ticket_id,created_at,customer_key,description\n${rows.join("\n")}\n`);
  await writeFile(place("input", "customers.csv"), "customer_key,region\nC5,Jiangsu\nC6,Jiangsu\n");
});
afterAll(() => rm(root, { recursive: true }));

async function huiyin(...argv: string[]) {
  const said: string[] = [];
  const say = (message: string) => void said.push(message);
  const code = await main([...argv, "--quiet"], {
    logger: { info: () => {}, warn: say, error: say },
    write: () => {},
    variables: { HUIYIN_HASH_KEY: "0".repeat(64) },
    now: () => new Date("2026-11-20T00:00:00Z"),
  });
  return { code, said: said.join("\n") };
}
const pulled = (workspace: string) => huiyin("pull", "--input", place("input"), "--workspace", workspace);
const forget = (workspace: string) => ["forget", "--customer", "C5", "--workspace", workspace];

test("a forgetting that is killed at any point is ended by the next, and leaves what nobody disturbed", async () => {
  for (const name of ["killed", "undisturbed"]) expect(await pulled(place(name))).toMatchObject({ code: 0 });
  for (const point of ["forget-begun", "forget-landing", "forget-landing:2", "forget-anew"]) {
    const { signal, said } = await finish(forget(place("killed")), { HUIYIN_FAILPOINT: point });
    expect(signal, `${point}: ${said}`).toBe("SIGKILL");
  }
  for (const name of ["killed", "undisturbed"]) {
    const { code, said } = await finish(forget(place(name)));
    expect(code, said).toBe(0);
    const { customers } = JSON.parse(await readFile(place(name, "forgotten.json"), "utf8"));
    expect(customers).toMatchObject([{ done: true }]);
  }
  expect(await evidence(place("killed"))).toEqual(await evidence(place("undisturbed")));
});

test("a short key is not taken for named where numbers stand, and is where texts do", async () => {
  const workspace = place("short");
  expect(await pulled(workspace)).toMatchObject({ code: 0 });
  await mkdir(join(workspace, "themes", "anchors"), { recursive: true });
  await writeFile(join(workspace, "themes", "anchors", "a.bin"), Buffer.from([0x80, 0x43, 0x35, 0xff, 0x3f]));
  expect(await huiyin(...forget(workspace))).toEqual({ code: 0, said: "" });
  await writeFile(join(workspace, "curation.yaml"), "note: C5 asked for it\n");
  expect(await huiyin(...forget(workspace))).toMatchObject({
    code: 1,
    said: expect.stringMatching(/^curation\.yaml still names the customer/),
  });
});

test("what was published by a pipeline file is made anew by it, and by no other", async () => {
  const workspace = place("tokyo");
  const definition = fileURLToPath(new URL("../../pipelines/pipeline.ts", import.meta.url));
  await writeFile(
    place("pipeline.mts"),
    `import { definePipeline } from ${JSON.stringify(definition)};\nexport default definePipeline({ settings: { zone: "Pacific/Auckland" } });\n`,
  );
  const pipeline = ["--pipeline", place("pipeline.mts")];
  expect(await pulled(workspace)).toMatchObject({ code: 0 });
  for (const verb of ["transform", "publish"])
    expect(await huiyin(verb, "--workspace", workspace, ...pipeline)).toMatchObject({ code: 0 });
  const zone = async () => JSON.parse(await readFile(join(workspace, "published", "manifest.json"), "utf8")).zone;
  expect(await huiyin(...forget(workspace))).toMatchObject({
    code: 2,
    said: expect.stringContaining('made with the settings {"zone":"Pacific/Auckland"}'),
  });
  expect(await huiyin(...forget(workspace), ...pipeline)).toMatchObject({ code: 0 });
  expect(await zone()).toBe("Pacific/Auckland");
});
