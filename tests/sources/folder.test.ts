import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { inNameOrder, jsonKeys, readFolder } from "../../sources/folder.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "huiyin-folder-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function put(path: string, content = "a\n") {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), content);
}

describe("an input folder", () => {
  test("gives the files named for entities, in the order people count in", async () => {
    for (const path of [
      "tickets-10.csv",
      "tickets-2.csv.gz",
      "tickets.jsonl",
      "ticket_events.tsv",
      "visits/2026-05.parquet",
      "ratings.xlsx",
      "notes.csv",
      "README.md",
      "sla_policy.csv",
      "calendar.csv",
      ".hidden/tickets.csv",
      "__MACOSX/tickets.csv",
    ])
      await put(path);
    const { files, ignored } = await readFolder(folder);
    expect(files.map(({ path, entity, format }) => [path, entity, format])).toEqual([
      ["ratings.xlsx", "ratings", "xlsx"],
      ["ticket_events.tsv", "ticket_events", "tsv"],
      ["tickets.jsonl", "tickets", "jsonl"],
      ["tickets-2.csv.gz", "tickets", "csv"],
      ["tickets-10.csv", "tickets", "csv"],
      ["visits/2026-05.parquet", "visits", "parquet"],
    ]);
    expect(ignored.map(({ path }) => path)).toEqual(["notes.csv"]);
  });

  test("takes the files its mapping names", async () => {
    await put("notes.csv");
    await put("mapping.yaml", 'files:\n  "notes.csv": {entity: feedback, columns: {}}\n');
    const { files, ignored } = await readFolder(folder);
    expect(files.map(({ path, entity }) => [path, entity])).toEqual([["notes.csv", undefined]]);
    expect(ignored).toEqual([]);
  });

  test("is not left by a link, and may use links inside", async () => {
    await put("real/tickets.csv");
    await symlink(join(folder, "real/tickets.csv"), join(folder, "visits.csv"));
    expect((await readFolder(folder)).files.map(({ path }) => path)).toEqual(["real/tickets.csv", "visits.csv"]);
    await symlink("/etc/hostname", join(folder, "ratings.csv"));
    await expect(readFolder(folder)).rejects.toThrow("ratings.csv is a link that leads out of the input folder");
    await rm(join(folder, "ratings.csv"));
    await symlink(join(folder, "gone.csv"), join(folder, "ratings.csv"));
    await expect(readFolder(folder)).rejects.toThrow("ratings.csv is a link to a file that does not exist");
  });

  test("that is none says so", async () => {
    await expect(readFolder(join(folder, "nowhere"))).rejects.toThrow("does not exist");
    await put("tickets.csv");
    await expect(readFolder(join(folder, "tickets.csv"))).rejects.toThrow("wanted the folder it is in");
  });
});

test("file names are put in one order on every machine", () => {
  const names = ["b-2.csv", "a.csv", "b-10.csv", "b.csv", "工单2.csv", "工单10.csv"];
  expect([...names].sort(inNameOrder)).toEqual(["a.csv", "b.csv", "b-2.csv", "b-10.csv", "工单2.csv", "工单10.csv"]);
});

test("keys of JSON lines come in the order they appear; what is no object is passed over", async () => {
  await put("a.jsonl", '[1]\n{"b":1,"a":2}\noops\n{"c":{"d":1}}\n');
  expect(await jsonKeys(join(folder, "a.jsonl"), "a.jsonl")).toEqual(["b", "a", "c"]);
  await put("b.jsonl", "[\n  1\n]\n");
  await expect(jsonKeys(join(folder, "b.jsonl"), "b.jsonl")).rejects.toThrow(
    'b.jsonl holds no JSON object in its first lines (it starts with "[\\n  1\\n]")',
  );
});
