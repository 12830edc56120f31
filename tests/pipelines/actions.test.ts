import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hashWrittenFiles } from "../../pipelines/basis.ts";
import { parseActions, readActions } from "../../pipelines/signals/actions.ts";
import { openWorkspace, type Workspace } from "../../pipelines/workspace.ts";

const whole = `id: A-2026-014
title: 三角架改材质
signals: [FLT-XY80C1-三角架-2025W52]
owner: 洗衣机产品组
type: product
decisions:
  - {on: 2026-01-10, stage: confirmed, note: 拆机复现}
  - {on: 2026-01-12, stage: containment, note: 停发 B2307}
status: done
planned_on: 2026-03-01
done_on: 2026-03-10
affects: {models: [XY80C1], batches: [B2307]}
cut_in: {batch: B2604}
washout_days: 30
expected_ratio: 0.4
`;

test("an action as people write it", () => {
  expect(parseActions(whole, "a.yaml")).toEqual([
    expect.objectContaining({
      id: "A-2026-014",
      signals: ["FLT-XY80C1-三角架-2025W52"],
      decisions: [
        { on: "2026-01-10", stage: "confirmed", note: "拆机复现" },
        { on: "2026-01-12", stage: "containment", note: "停发 B2307" },
      ],
      washout_days: 30,
    }),
  ]);
});

test("a file may be empty, one action or a list", () => {
  expect(parseActions("# 以后再写\n", "a.yaml")).toEqual([]);
  const list =
    "- {id: A1, ticket: K1, owner: 甲组, type: process}\n- {id: A2, themes: [T0001], owner: 乙组, type: training}\n";
  expect(parseActions(list, "a.yaml").map(({ id, status }) => [id, status])).toEqual([
    ["A1", "planned"],
    ["A2", "planned"],
  ]);
});

test.each([
  ["id: A1\nowner: 甲组\ntype: product\n", "line 1: names no signal, theme or ticket"],
  ["id: A1\nsignals: [S]\nowner: 甲组\ntype: repair\n", 'line 4: type: Invalid option: expected one of "product"'],
  [
    "id: A1\nsignals: [S]\nowner: 甲组\ntype: product\ndecisions:\n  - {on: 2026-01-10, stage: confirmed}\n  - {on: 2026-13-40, stage: action}\n",
    "line 7: decisions.1.on: Invalid ISO date",
  ],
  ["id: A1\nsignals: [S]\nowner: 甲组\ntype: product\nefect: 1\n", 'Unrecognized key: "efect"'],
  ["id: A1\nsignals: [S\n", "actions/a.yaml line"],
  ["just a word\n", "line 1: is neither an action nor a list of them"],
])("what is wrong is named with its line: %#", (source, message) => {
  expect(() => parseActions(source, "a.yaml")).toThrow(message);
});

describe("in a workspace", () => {
  let folder: string;
  let workspace: Workspace;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "actions-"));
    workspace = await openWorkspace(folder);
  });
  afterAll(() => rm(folder, { recursive: true }));

  test("no folder is no action", async () => {
    expect(await readActions(workspace)).toEqual([]);
  });

  test("files are read in the order of their names, are part of what a run rests on, and share no id", async () => {
    await mkdir(join(folder, "actions"));
    await writeFile(join(folder, "actions", "b.yaml"), whole);
    await writeFile(join(folder, "actions", "notes.txt"), "nothing");
    expect((await readActions(workspace)).map(({ id }) => id)).toEqual(["A-2026-014"]);
    const before = await hashWrittenFiles(workspace);
    expect(Object.keys(before)).toEqual(["actions/b.yaml"]);
    await writeFile(join(folder, "actions", "c.yml"), whole);
    await expect(readActions(workspace)).rejects.toThrow('actions/c.yml line 1: id "A-2026-014" is in b.yaml already');
    expect(Object.keys(await hashWrittenFiles(workspace))).toEqual(["actions/b.yaml", "actions/c.yml"]);
  });
});
