import { describe, expect, it } from "vitest";
import { entityOfName, formatOfName } from "../../sources/file-name.ts";
import { checkHeader } from "../../sources/header.ts";

describe("a file's name", () => {
  it("says the entity and the format", () => {
    const names = [
      "tickets.csv",
      "tickets-2026.csv.gz",
      "tickets_2.tsv",
      "Tickets 1.CSV",
      "tickets/2026-05.parquet",
      "ticket_events.jsonl.gz",
      "ticket_events/part.ndjson",
      "visits2026.xlsx",
      "工单.csv",
      "ordersheet.csv",
      "tickets_old_export.csv",
      "contacts.txt",
      "notes.md",
    ];
    expect(names.map((name) => [entityOfName(name), formatOfName(name)])).toEqual([
      ["tickets", "csv"],
      ["tickets", "csv"],
      ["tickets", "tsv"],
      ["tickets", "csv"],
      ["tickets", "parquet"],
      ["ticket_events", "jsonl"],
      ["ticket_events", "jsonl"],
      ["visits", "xlsx"],
      [undefined, "csv"],
      [undefined, "csv"],
      ["tickets", "csv"],
      ["contacts", "csv"],
      [undefined, undefined],
    ]);
  });
});

describe("checkHeader", () => {
  it("takes marks and blanks away and keeps names apart", () => {
    const { cells, notes } = checkHeader(["\ufeff工单号 ", "时长(分钟)", "备注", "备注", "", "ID", "id"], "a.csv");
    expect(cells).toEqual(["工单号", "时长(分钟)", "备注", "备注_2", "column_5", "ID", "id_2"]);
    expect(notes).toEqual([
      'Column 4 is named "备注" like an earlier one; it is called "备注_2".',
      'Column 5 has no name; it is called "column_5".',
      'Column 7 is named "id" like an earlier one; it is called "id_2".',
    ]);
  });
  it("says when the first line is data, and when there is none", () => {
    expect(checkHeader(["1001", "2024-03-01 08:00", "坏了"], "a.csv").notes).toEqual([
      "The first line looks like data (2 of 3 cells are numbers, times or sentences), not like a header.",
    ]);
    expect(() => checkHeader(["", ""], "a.csv")).toThrow("a.csv has no header line");
  });
});
