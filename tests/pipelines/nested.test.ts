import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Bench, counts, makeBench } from "./landing-folder.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await makeBench();
});
afterEach(() => bench.close());

const mapping = (file: string, where = "") => `files:
  "${file}":
    entity: tickets
    columns:
      ticket_id: id
      created_at: {from: at.opened, format: "%d.%m.%Y %H:%M"}
      customer_key: requester.account.id
      model: {concat: [device.maker, device.type], with: " "}
      channel: {from: via.channel, values: {phone: hotline, "chat/~": app}}
      symptom_code: tags.0
      region: a.b
${where}`;
const records = [
  {
    id: "1",
    at: { opened: "03.01.2026 08:30" },
    requester: { account: { id: 77 }, name: "someone" },
    device: { maker: "Ren", type: "K-2" },
    via: { channel: "phone" },
    tags: ["leak", "door"],
    "a.b": "south",
    a: { b: "not this" },
  },
  { id: "2", at: { opened: "04.01.2026 09:00" }, requester: null, device: { type: null }, via: { channel: "chat/~" } },
  { id: "3", at: "yesterday", requester: { account: "flat" }, tags: [] },
  { id: "4", at: { opened: "4 January" }, via: { channel: "phone" } },
];
const expected = [
  {
    ticket_id: "1",
    created_at: "2026-01-03 00:30:00",
    customer_key: "77",
    model: "Ren K-2",
    channel: "hotline",
    symptom_code: "leak",
    region: "south",
  },
  {
    ticket_id: "2",
    created_at: "2026-01-04 01:00:00",
    customer_key: null,
    model: null,
    channel: "app",
    symptom_code: null,
    region: null,
  },
];
const landed = () =>
  bench.rows(
    `SELECT ticket_id, CAST(created_at AS VARCHAR) AS created_at, customer_key, model, CAST(channel AS VARCHAR) AS channel, symptom_code, region
     FROM landing_tickets ORDER BY ticket_id`,
  );

describe("keys inside the objects of a column", () => {
  test("are read of JSON lines, and what no line reads stays", async () => {
    await bench.write("desk.jsonl", records.map((record) => `${JSON.stringify(record)}\n`).join(""));
    await bench.write("mapping.yaml", mapping("desk.jsonl"));
    const [load] = await bench.pull();
    expect(load && counts(load)).toEqual({ read: 4, loaded: 2, quarantined: 2, superseded: 0 });
    expect(await landed()).toEqual(expected);
    const [kept] = await bench.rows<{ extra: string }>("SELECT extra FROM landing_tickets WHERE ticket_id = '1'");
    expect(JSON.parse(kept?.extra ?? "")).toEqual({
      at: records[0]?.at,
      requester: records[0]?.requester,
      device: records[0]?.device,
      via: records[0]?.via,
      tags: records[0]?.tags,
      a: records[0]?.a,
    });
    const rejects = load === undefined ? [] : await bench.rejects(load);
    expect(rejects.map(({ line, reasons }) => [line, reasons.map(({ rule, got }) => [rule, got])])).toEqual([
      [3, [["created_at.required", null]]],
      [4, [["created_at.timestamp", "4 January"]]],
    ]);
  });

  test("are read of broken lines' neighbours and of late keys as well", async () => {
    const lines = records.map((record) => JSON.stringify(record));
    await bench.write("desk.jsonl", `${lines[0]}\n{"id": \n${lines[1]}\n`);
    await bench.write("mapping.yaml", mapping("desk.jsonl"));
    const [load] = await bench.pull();
    expect(load && counts(load)).toEqual({ read: 3, loaded: 2, quarantined: 1, superseded: 0 });
    expect(await landed()).toEqual(expected);
  });

  test("are read of JSON in the cells of a table", async () => {
    const cell = (value: unknown) =>
      value === undefined
        ? ""
        : `"${(typeof value === "string" ? value : JSON.stringify(value)).replaceAll('"', '""')}"`;
    const names = ["id", "at", "requester", "device", "via", "tags", "a.b"] as const;
    const rows = records.map((record) =>
      names.map((name) => cell((record as Record<string, unknown>)[name])).join(","),
    );
    await bench.write("desk.csv", `${names.join(",")}\n${rows.join("\n")}\n`);
    await bench.write("mapping.yaml", mapping("desk.csv"));
    const [load] = await bench.pull();
    expect(load && counts(load)).toEqual({ read: 4, loaded: 2, quarantined: 2, superseded: 0 });
    expect(await landed()).toEqual(expected);
  });

  test("are asked for by conditions in quotes", async () => {
    await bench.write("desk.jsonl", records.map((record) => `${JSON.stringify(record)}\n`).join(""));
    const where = `    where: "\\"via.channel\\" = 'phone'"\n    deleted: "\\"requester.name\\" = 'someone'"\n`;
    await bench.write("mapping.yaml", mapping("desk.jsonl", where));
    const [load] = await bench.pull();
    expect(load && counts(load)).toMatchObject({ read: 2, quarantined: 1 });
    expect(await landed()).toEqual([]);
  });

  test("want quotes there", async () => {
    await bench.write("desk.jsonl", `${JSON.stringify(records[0])}\n`);
    await bench.write("mapping.yaml", mapping("desk.jsonl", `    where: via.channel = 'phone'\n`));
    await expect(bench.pull()).rejects.toThrow('names via.channel; a key inside a column wants quotes: "via.channel".');
  });

  test("of a column that is not there are refused like one", async () => {
    await bench.write("desk.jsonl", `${JSON.stringify({ id: "1", created_at: "2026-01-01" })}\n`);
    await bench.write("mapping.yaml", mapping("desk.jsonl"));
    await expect(bench.pull()).rejects.toThrow('desk.jsonl has no column "at.opened"');
  });
});
