import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { main } from "../../pipelines/cli.ts";
import { checkMachine, checkNode } from "../../pipelines/doctor/machine.ts";
import type { Env } from "../../pipelines/env.ts";
import { openWorkspace } from "../../pipelines/workspace.ts";
import { parseMapping } from "../../sources/mapping.ts";
import { sampleFolder } from "./sample-folder.ts";

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "huiyin-doctor-test-"));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const put = (name: string, content: string | Buffer) => writeFile(join(dir, name), content);

async function doctor(...argv: string[]) {
  const said: string[] = [];
  let written = "";
  const say = (message: string) => void said.push(message);
  const effects: Partial<Env> = {
    logger: { info: say, warn: say, error: say },
    write: (text) => (written += text),
    variables: { HUIYIN_SECRET: "canary-7f3a" },
    now: () => new Date("2026-11-20T00:00:00Z"),
  };
  const code = await main(["doctor", ...argv], effects);
  return { code, written, said: said.join("\n") };
}

const header = "工单号,报修时间,服务类型,产品型号,客户姓名,客户电话,服务地址,故障现象,上门时间,处理结果,工单状态";
const rows = [
  "G1,2024/3/1 8:05,维修,XQG100,王小明,13800001111,市南区某路1号,不脱水,2024/3/1 14:10,已修复,已完成",
  "G2,2024/3/2 9:15,安装,KFR35,李大海,13800002222,历下区某路2号,新机安装,2024/3/3 9:20,安装完成,已完成",
  "G3,2024/3/13 9:15,维修,KFR35,赵远航,13800003333,历下区某路3号,不制冷,,,处理中",
];
const personal = ["王小明", "13800001111", "某路", "不脱水", "李大海"];

describe("huiyin doctor --input", () => {
  it("prints a mapping that can be saved as it is, explained in its comments", async () => {
    await put("工单-01.csv", `${header}\n${rows.slice(0, 2).join("\n")}\n`);
    await put("工单-02.csv", `${header}\n${rows[2]}\n`);
    const { code, written } = await doctor("--input", dir);
    expect(code).toBe(0);
    expect(written).toContain("# 工单-01.csv: csv, utf-8, delimiter ,, 11 columns, 2 rows looked at");
    expect(written).toContain("kept in extra: 客户姓名, 服务地址");
    const mapping = parseMapping(written, "mapping.yaml");
    expect(mapping.files.map(({ glob }) => glob)).toEqual(["工单-0*.csv"]);
    expect(mapping.files[0]?.blocks.map(({ entity }) => entity)).toEqual(["tickets", "visits"]);
    expect(mapping.files[0]?.blocks[0]?.columns).toMatchObject({
      ticket_id: { from: "工单号" },
      created_at: { from: "报修时间", formats: ["%Y/%m/%d %H:%M"] },
      type: { values: { 维修: "repair", 安装: "install" } },
      status: { values: { 已完成: "closed", 处理中: "open" } },
      customer_key: { from: "客户电话" },
    });
    for (const value of personal) expect(written).not.toContain(value);
  });

  it("saves the mapping once, and what it saves is loaded without a row lost", async () => {
    await put("工单.csv", `${header}\n${rows.join("\n")}\n`);
    expect(await doctor("--input", dir, "--write", "--quiet")).toMatchObject({ code: 0 });
    const saved = await readFile(join(dir, "mapping.yaml"), "utf8");
    expect(parseMapping(saved, "mapping.yaml").files).toHaveLength(1);
    expect(await doctor("--input", dir, "--write")).toMatchObject({
      code: 2,
      said: expect.stringContaining("mapping.yaml exists; --write makes one only where there is none."),
    });
    const after = await doctor("--input", dir);
    expect(after.written).toContain("mapped by mapping.yaml");
    expect(after.written).toContain("# No mapping is needed.");

    const said: string[] = [];
    const say = (message: string) => void said.push(message);
    const pull = ["pull", "--input", dir, "--workspace", join(dir, ".workspace")];
    expect(await main(pull, { logger: { info: say, warn: say, error: say }, write: () => {}, variables: {} })).toBe(0);
    const all = said.join("\n");
    expect(all).toContain("工单.csv as tickets: 3 read, 3 loaded, 0 quarantined, 0 superseded in the file");
    expect(all).toContain("工单.csv as visits: 2 read, 2 loaded, 0 quarantined, 0 superseded in the file");
  });

  it("reads each file in its own encoding and says which", async () => {
    const gb18030 = Buffer.from(
      "uaS1pbrFLLGo0N7KsbzkLLnK1c/P1s/zCkcxLDIwMjQtMDMtMDEgMDg6MDUsz7TSwrv6sruszsu6Cg==",
      "base64",
    );
    await put("a.csv", gb18030);
    await put("b.csv", Buffer.from("\ufeff工单号;报修时间;故障现象\nG1;2024-03-01 08:05;不转\n"));
    await put("c.jsonl", '{"工单号":"G9","报修时间":"2024-03-01 08:05"}\n');
    const { written } = await doctor("--input", dir, "--json");
    const report = JSON.parse(written) as {
      files: { path: string; encoding: string; bom: boolean; delimiter?: string; header: string[] }[];
    };
    expect(
      report.files.map(({ path, encoding, bom, delimiter, header }) => [path, encoding, bom, delimiter, header[0]]),
    ).toEqual([
      ["a.csv", "gb18030", false, ",", "工单号"],
      ["b.csv", "utf-8", true, ";", "工单号"],
      ["c.jsonl", "utf-8", false, undefined, "工单号"],
    ]);
  });

  it("needs no mapping for canonical files, and says what has no number", async () => {
    await put("tickets.csv", "ticket_id,Created At,status,region\nT1,2024-03-01 08:00:00,open,山东\n");
    const { written } = await doctor("--input", dir);
    expect(written).toContain("tickets (canonical names): ticket_id, created_at ← Created At, status, region");
    expect(written).toContain("# No mapping is needed.");
    expect(written).toMatch(/净推荐值 NPS.*: needs ratings.nps/);
  });

  it("needs no mapping for the product's own sample", async () => {
    const { code, written } = await doctor("--input", sampleFolder(0.01));
    expect(code).toBe(0);
    expect(written).toContain("# No mapping is needed.");
    expect(written).not.toContain("problem:");
  });

  it("proposes for canonical names when times or values are written another way", async () => {
    await put("tickets.csv", "ticket_id,created_at,status\nT1,13/03/2024 08:00,已完成\n");
    const { written } = await doctor("--input", dir);
    expect(parseMapping(written, "m").files[0]?.blocks[0]?.columns).toMatchObject({
      created_at: { from: "created_at", formats: ["%d/%m/%Y %H:%M"] },
      status: { values: { 已完成: "closed" } },
    });
  });

  it("settles day and month by another column of the same file", async () => {
    await put("工单.csv", "工单号,报修时间,完成时间\nG1,03/04/2024,13/04/2024\nG2,05/06/2024,\n");
    const { columns } = parseMapping((await doctor("--input", dir)).written, "m").files[0]?.blocks[0] ?? {};
    expect(columns).toMatchObject({ created_at: { formats: ["%d/%m/%Y"] }, closed_at: { formats: ["%d/%m/%Y"] } });
  });

  it("knows the rare words of a long file", async () => {
    const many = Array.from({ length: 21_000 }, (_, i) => `G${i},2024-03-01 08:00,已完成`);
    await put("工单.csv", `工单号,报修时间,工单状态\n${many.join("\n")}\nG99999,2024-03-01 08:00,用户取消\n`);
    const { columns } = parseMapping((await doctor("--input", dir)).written, "m").files[0]?.blocks[0] ?? {};
    expect(columns).toMatchObject({ status: { values: { 已完成: "closed", 用户取消: "cancelled" } } });
  });

  it("says in words what is odd about a file", async () => {
    await put("empty.csv", "");
    await put("headless.csv", "1001,2024-03-01 08:00,坏了\n1002,2024-03-02 08:00,好了\n");
    await put("twice.csv", "工单号,报修时间,备注,备注\nG1,2024-03-01,a,b\n");
    await put(
      "bad.csv",
      Buffer.concat([
        Buffer.from("工单号,报修时间,备注\nG1,2024-03-01,好\n"),
        Buffer.from("G2,2024-03-02,\xff\xfe\n", "latin1"),
      ]),
    );
    await put("book.csv", Buffer.from("PK\x03\x04", "latin1"));
    await put("opinions.csv", "cat,review\n书,很好看\n");
    const { code, written } = await doctor("--input", dir);
    expect(code).toBe(0);
    for (const sentence of [
      "problem: empty.csv is empty; wanted a header line and records.",
      "note: The first line looks like data (2 of 3 cells are numbers, times or sentences), not like a header.",
      'note: Column 4 is named "备注" like an earlier one; it is called "备注_2".',
      "note: 1 lines hold bytes that are no utf-8 (line 3); they will be quarantined.",
      "problem: book.csv is an Excel or zip file, not text",
      "opinions.csv: nothing is proposed; nearest is feedback, but nothing is its created_at",
    ]) {
      expect(written).toContain(sentence);
    }
    expect(() => parseMapping(written, "m")).not.toThrow();
  });

  it("answers a broken mapping.yaml with its line, and a folder that is none", async () => {
    await put("a.csv", "工单号\nG1\n");
    await put("mapping.yaml", "files:\n  a.csv:\n    entity: tikets\n");
    expect(await doctor("--input", dir)).toMatchObject({
      code: 2,
      said: expect.stringMatching(/^mapping.yaml line 3: "entity" is "tikets"; .*did you mean "tickets"\?/),
    });
    expect(await doctor("--input", join(dir, "none"))).toMatchObject({
      code: 2,
      said: expect.stringContaining("does not exist"),
    });
  });

  it("proposes keys of objects, loads them, and says which of a mapping no row has", async () => {
    const cases = [1, 2, 3].map((n) => ({
      CaseNumber: `C${n}`,
      CreatedDate: `2026-01-0${n}T08:00:00Z`,
      Asset: { SerialNumber: `S${n}`, Product2: { Name: "K-7", Family: "fridge" } },
      Account: null,
    }));
    await put("cases.jsonl", cases.map((one) => `${JSON.stringify(one)}\n`).join(""));
    expect(await doctor("--input", dir, "--write")).toMatchObject({
      code: 0,
      written: expect.stringContaining("serial: Asset.SerialNumber"),
    });
    const saved = await readFile(join(dir, "mapping.yaml"), "utf8");
    expect((await doctor("--input", dir)).written).not.toContain("No row looked at");
    await put("mapping.yaml", saved.replace("Asset.SerialNumber", "Asset.SerialNumbr"));
    expect((await doctor("--input", dir)).written).toContain(
      'note: No row looked at has a value of "Asset.SerialNumbr"; did you mean "Asset.SerialNumber"?',
    );
  });

  it("names what a valid mapping.yaml gets wrong about a file", async () => {
    await put("a.csv", "工单号,报修时间\nG1,2024-03-01\n");
    await put(
      "mapping.yaml",
      "files:\n  a.csv:\n    entity: tickets\n    columns: {ticket_id: 工单号, created_at: 报修日期}\n  b*.csv: {entity: visits}\n",
    );
    const { written } = await doctor("--input", dir);
    expect(written).toContain('problem: mapping.yaml line 4: a.csv has no column "报修日期"; did you mean "报修时间"?');
    expect(written).toContain('mapping.yaml line 5: no file falls under "b*.csv".');
  });
});

describe("huiyin doctor", () => {
  it("looks at the machine and the workspace and never shows a secret", async () => {
    const { code, written } = await doctor("--workspace", join(dir, "data"));
    expect(code).toBe(0);
    for (const name of ["Node", "Encodings", "Memory", "Disk", "Calendar", "Workspace"])
      expect(written).toMatch(new RegExp(`^(ok|!!)  ${name}: `, "m"));
    expect(written).toContain("set: HUIYIN_SECRET");
    expect(written).not.toContain("canary-7f3a");
    const { written: json } = await doctor("--workspace", join(dir, "data"), "--json");
    expect((JSON.parse(json) as { checks: unknown[] }).checks.length).toBeGreaterThan(6);
  });

  it("says when the calendar does not cover the year and when a written file is broken", async () => {
    const workspace = await openWorkspace(join(dir, "data"));
    await writeFile(workspace.path("targets.yaml"), "a: [1\n");
    const env = { logger: { info: () => {}, warn: () => {}, error: () => {} }, write: () => {}, variables: {} };
    const checks = await checkMachine({ ...env, now: () => new Date("2031-05-01T00:00:00Z") }, workspace);
    const of = (name: string) => checks.find((check) => check.name === name);
    expect(of("Calendar")).toMatchObject({ ok: false, advice: expect.stringContaining("2031") });
    expect(of("Workspace")).toMatchObject({
      ok: false,
      found: expect.stringContaining("targets.yaml line 2 is no valid YAML"),
    });
  });

  it("knows which Node is new enough", () => {
    expect(["18.20.0", "20.18.1", "20.19.0", "22.3.0"].map((version) => checkNode(version).ok)).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });
});
