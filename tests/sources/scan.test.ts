import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eachRecord } from "../../sources/scan.ts";
import { surveyFile } from "../../sources/survey.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "huiyin-scan-"));
});
afterAll(() => rm(folder, { recursive: true }));

const comma = { delimiter: 44, columns: 3 };
const byLine = { delimiter: undefined, columns: undefined };

async function file(content: string | Uint8Array) {
  const path = join(folder, `${Math.random()}`);
  await writeFile(path, content);
  return path;
}

async function records(content: string, layout: typeof comma | typeof byLine = comma) {
  const all: [line: number, text: string, fault: string | undefined][] = [];
  await eachRecord(await file(content), layout, (bytes, found, line) => {
    all.push([line, bytes.toString("utf8", found.start, found.end), found.fault]);
  });
  return all;
}

describe("records", () => {
  test("keep quoted line ends and are found by their first line", async () => {
    expect(await records('a,b,c\n1,"x\ny\r\nz",3\r\n\n  \n4,5,"6""7"')).toEqual([
      [1, "a,b,c", undefined],
      [2, '1,"x\ny\r\nz",3', undefined],
      [7, '4,5,"6""7"', undefined],
    ]);
  });
  test("take a quote inside a cell as text, and blanks around a quoted cell as nothing", async () => {
    expect(await records('1,5" tv,x\n2, "a,b" ,y\n')).toEqual([
      [1, '1,5" tv,x', undefined],
      [2, '2, "a,b" ,y', undefined],
    ]);
  });
  test("lose one line to a broken quote", async () => {
    expect(await records('1,"a,b\n2,b,c\n3,"b"x,c\n4,b,c')).toEqual([
      [1, '1,"a,b', "unclosed_quote"],
      [2, "2,b,c", undefined],
      [3, '3,"b"x,c', "text_after_quote"],
      [4, "4,b,c", undefined],
    ]);
  });
  test("are lines where there are no cells", async () => {
    expect(await records('{"a":"x\\ny"}\r\n\n {"b":2}', byLine)).toEqual([
      [1, '{"a":"x\\ny"}', undefined],
      [3, ' {"b":2}', undefined],
    ]);
  });
  test("longer than a block are found whole", async () => {
    const long = "字".repeat(600_000);
    const many = Array.from({ length: 5 }, (_, i) => `${i},"${long}\n${long.slice(0, 50_000)}",c`);
    expect((await records(`${many.join("\n")}\n`)).map(([line, text]) => [line, text.length])).toEqual(
      many.map((text, i) => [1 + 2 * i, text.length]),
    );
  });
  test("whose quote never closes within two million bytes give up on it", async () => {
    const rest = Array.from({ length: 60_000 }, (_, i) => `${i},${"x".repeat(40)},c`);
    const found = await records(`1,"open,c\n${rest.join("\n")}\n`);
    expect(found.length).toBe(60_001);
    expect(found[0]).toEqual([1, '1,"open,c', "unclosed_quote"]);
    expect(found.filter(([, , fault]) => fault !== undefined).length).toBe(1);
  });
});

describe("a survey", () => {
  const survey = async (content: string | Uint8Array, layout: typeof comma | typeof byLine = comma, header = 1) =>
    surveyFile(await file(content), layout, { headerRecords: header });
  test("counts records and lines, and hashes", async () => {
    expect(await survey("a,b,c\n1,2,3\n4,5,6")).toMatchObject({
      records: 2,
      lines: 3,
      plain: true,
      utf8: true,
      bytes: 17,
      sha256: createHash("sha256").update("a,b,c\n1,2,3\n4,5,6").digest("hex"),
    });
    expect(await survey('a,b,c\n1,"2\n2",3\n')).toMatchObject({ records: 1, lines: 3, plain: false });
    expect(await survey('a,b,c\n1,"2",3\n')).toMatchObject({ records: 1, lines: 2, plain: true });
    expect(await survey('{"a":1}\n{"a":2}\n', byLine, 0)).toMatchObject({ records: 2, lines: 2, plain: true });
    expect(await survey("a,b,c\n\n   ")).toMatchObject({ records: 0, lines: 3, plain: false });
    expect(await survey('a,b,c\n1,"2",3\n \t\n4,5,6\n')).toMatchObject({ records: 2, lines: 4, plain: false });
    const tabs = { delimiter: 9, columns: 3 };
    expect(await survey("a\tb\tc\n\t\t\n", tabs)).toMatchObject({ records: 1, lines: 2, plain: true });
  });
  test("calls nothing plain that a line number would be wrong in", async () => {
    for (const content of ["a,b,c\n\n1,2,3\n", "a,b,c\r\n1,2,3\n", "a,b,c\n1,2\0,3\n", 'a,b,c\n1,"2\n']) {
      expect((await survey(content)).plain, JSON.stringify(content)).toBe(false);
    }
    expect((await survey('{"a":1}\n \n{"a":2}\n', byLine, 0)).plain).toBe(false);
  });
  test("marks where every eighth line starts, whether lines are sought or taken apart", async () => {
    for (const cell of ["字", '"字"']) {
      const lines = Array.from({ length: 70 }, (_, index) => `${index},${cell},c`);
      const start = (count: number) =>
        Buffer.byteLength(
          lines
            .slice(0, count)
            .map((line) => `${line}\n`)
            .join(""),
        );
      expect((await survey(lines.join("\n"))).marks, cell).toEqual([0, 8, 16, 24, 32, 40, 48, 56, 64].map(start));
    }
  });
  test("sees a byte order mark and bytes that are no UTF-8", async () => {
    expect((await survey("\ufeffa,b,c\n1,2,3\n")).utf8).toBe(false);
    expect((await survey(Buffer.from([97, 44, 0xb1, 0xf9, 44, 99, 10]))).utf8).toBe(false);
  });
});
