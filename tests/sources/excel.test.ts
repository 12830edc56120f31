import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import writeExcelFile from "write-excel-file/node";
import { numberText, plainNumber, unescapedText } from "../../sources/excel/cell-text.ts";
import { builtInFormat, kindOfFormat } from "../../sources/excel/number-format.ts";
import { decodeSheet } from "../../sources/excel/sheet.ts";
import { decodeWorkbook, sheetsOf } from "../../sources/excel.ts";
import { readFolder } from "../../sources/folder.ts";
import { type BookParts, makeWorkbook, makeZip, textRows, workbookParts } from "./make-workbook.ts";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "huiyin-excel-"));
  path = join(folder, "tickets.xlsx");
});
afterEach(() => rm(folder, { recursive: true }));

/** Lines of the decoded sheet, and what was said of it. */
async function decoded(book: BookParts | Buffer, sheet = "S") {
  await writeFile(path, Buffer.isBuffer(book) ? book : makeWorkbook(book));
  const into = join(folder, "out.jsonl");
  const { notes } = await decodeSheet({ path, sheet, into });
  const lines = (await readFile(into, "utf8")).split("\n").slice(0, -1);
  return { notes, lines: lines.map((line) => (line === "" ? null : JSON.parse(line))) };
}

const one = (rows: string, more: Partial<BookParts> & { after?: string } = {}): BookParts => ({
  ...more,
  sheets: [{ name: "S", rows, ...(more.after === undefined ? {} : { after: more.after }) }],
});

describe("number formats", () => {
  test.each([
    ['yyyy"年"m"月"d"日"', "moment"],
    ['yyyy"年"m"月"d"日" h"时"mm"分"', "moment"],
    ["yyyy年m月d日;@", "moment"],
    ["[$-804]yyyy/m/d\\ h:mm;@", "moment"],
    ["上午/下午h时mm分", "time"],
    ["h:mm AM/PM", "time"],
    ["mmm-yy", "moment"],
    ["mm", "moment"],
    ["[h]:mm:ss", "elapsed"],
    ["mm:ss.0", "time"],
    ["000000", "padded"],
    ["General", "number"],
    ["G/通用格式", "number"],
    ["0.00E+00", "number"],
    ["#,##0.00", "number"],
    ["0%", "number"],
    ["@", "number"],
    ['0"天"', "number"],
    ["[Red]0.0;[Blue]-0.0", "number"],
    ['"日"0', "number"],
    ["_-* #,##0.00\\ [$€-1]_-", "number"],
  ])("%s is a %s", (code, is) => expect(kindOfFormat(code).is).toBe(is));

  test("of Chinese editions are known by number alone", () => {
    const kinds = [14, 22, 27, 31, 57, 58, 20, 32, 46, 0, 2, 49].map((id) => kindOfFormat(builtInFormat(id)).is);
    expect(kinds.join(" ")).toBe("moment moment moment moment moment moment time time elapsed number number number");
  });
});

describe("numbers", () => {
  test.each([
    ["1.0E5", "100000"],
    ["1E+21", "1000000000000000000000"],
    ["1.5E-7", "0.00000015"],
    ["-2.5E+22", "-25000000000000000000000"],
    ["1.1000000000000001", "1.1"],
    ["12345678901234567890", "12345678901234567890"],
    ["-7", "-7"],
    ["0.95", "0.95"],
    ["1E5", "100000"],
    ["odd", "odd"],
  ])("%s is written %s", (stored, text) => expect(plainNumber(stored)).toBe(text));

  test("of days are dates and times in both calendars", () => {
    const moment = (value: string, is1904 = false) => numberText(value, { is: "moment" }, is1904);
    expect([moment("1"), moment("59"), moment("61"), moment("46143")]).toEqual([
      "1900-01-01",
      "1900-02-28",
      "1900-03-01",
      "2026-05-01",
    ]);
    expect(moment("46143.354166666664")).toBe("2026-05-01 08:30:00");
    expect(moment("46143.999994212965")).toBe("2026-05-01 23:59:59.500");
    expect([moment("0", true), moment("44681.5", true)]).toEqual(["1904-01-01", "2026-05-01 12:00:00"]);
    expect([moment("-3"), moment("3000000")]).toEqual(["-3", "3000000"]);
    expect(numberText("0.354166666666667", { is: "time" }, false)).toBe("08:30:00");
    expect(numberText("46143.5", { is: "time" }, false)).toBe("2026-05-01 12:00:00");
    expect(numberText("1.1041666666666667", { is: "elapsed" }, false)).toBe("26:30:00");
    expect(numberText("42", { is: "padded", digits: 6 }, false)).toBe("000042");
  });
});

test("escapes of characters are undone", () => {
  expect(unescapedText("a_x000D_\nb _x005F_x000D_ _x0000__xD83D__xDE00__xD83D_")).toBe("a\r\nb _x000D_ 😀\ufffd");
});

describe("a sheet", () => {
  test("becomes JSON lines, line n for row n, every value as text", async () => {
    const rows = `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><r><t>备</t></r><r><t>注</t></r><rPh><t>x</t></rPh></is></c><c r="D1" t="s"><v>0</v></c></row>
      <row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" s="1"><v>46143.354166666664</v></c><c r="C2" t="str"><f>A2&amp;"x"</f><v>公式</v></c><c r="D2" t="b"><v>1</v></c></row>
      <row r="3"><c r="B3" s="0"/><c r="C3"/></row>
      <row r="5"><c r="A5"><v>1E5</v></c><c r="B5" t="d"><v>2026-05-02T10:00:00</v></c><c r="C5" t="e"><v>#N/A</v></c><c r="D5"><f>1+1</f></c><c r="F5"><v>3</v></c></row>
      <row r="6"/><row r="7"><c t="s"><v>3</v></c></row>`;
    const shared = ["<t>工单号</t>", "<t> 报修时间</t>", "<t>007</t>", "<t/>"];
    const { lines, notes } = await decoded(one(rows, { shared, formats: [0, 'yyyy"年"m"月"d"日"'] }));
    expect(lines).toEqual([
      { 工单号: null, 报修时间: null, 备注: null, 工单号_2: null },
      { 工单号: "007", 报修时间: "2026-05-01 08:30:00", 备注: "公式", 工单号_2: "true" },
      null,
      null,
      { 工单号: "100000", 报修时间: "2026-05-02 10:00:00", column_6: "3" },
    ]);
    expect(notes).toEqual([
      'Column 4 is named "工单号" like an earlier one; it is called "工单号_2".',
      'Column E has values and no name in the header; it is called "column_5".',
      'Column F has values and no name in the header; it is called "column_6".',
      "Cells that hold an error: 1 (first #N/A in C5); they are read as empty.",
      "Formulas whose result is not stored: 1; opening and saving the file in Excel stores it.",
    ]);
  });

  test("may have a title above its header and rows that are hidden", async () => {
    const table = [
      ["售后工单导出", null, null, null],
      [null, null, null, null],
      ["工单号", "报修时间", "备注", "网点"],
      ["1", "2026-05-01", "a", "b"],
      ["2", "2026-05-02", null, null],
    ];
    const rows = textRows(table).replace('<row r="5">', '<row r="5" hidden="1">');
    const { lines, notes } = await decoded(one(rows));
    expect(lines.slice(0, 2)).toEqual([null, null]);
    expect(lines[3]).toEqual({ 工单号: "1", 报修时间: "2026-05-01", 备注: "a", 网点: "b" });
    expect(lines[4]).toEqual({ 工单号: "2", 报修时间: "2026-05-02" });
    expect(notes).toEqual([
      "The header is row 3; what stands above it (a title) is not read.",
      "Hidden rows: 1; they are read like the others.",
    ]);
  });

  test("gives every row the value of cells merged over several", async () => {
    const rows = textRows([
      ["网点", "工单号"],
      ["市南", "1"],
      [null, "2"],
      [null, "3"],
      ["历下", "4"],
      [null, null],
      [null, "6"],
    ]);
    const after = '<mergeCells><mergeCell ref="A2:A4"/><mergeCell ref="A5:A6"/><mergeCell ref="A1:B1"/></mergeCells>';
    const { lines, notes } = await decoded(one(rows, { after }));
    expect(lines.slice(1)).toEqual([
      { 网点: "市南", 工单号: "1" },
      { 网点: "市南", 工单号: "2" },
      { 网点: "市南", 工单号: "3" },
      { 网点: "历下", 工单号: "4" },
      null,
      { 工单号: "6" },
    ]);
    expect(notes).toEqual(["Cells merged over several rows: 2; each of the rows gets their value."]);
  });

  test("counts days from 1904 where the workbook does", async () => {
    const rows = `${textRows([["日期"]])}<row r="2"><c r="A2" s="0"><v>44681</v></c></row>`;
    expect((await decoded(one(rows, { formats: [14], is1904: true }))).lines[1]).toEqual({ 日期: "2026-05-01" });
  });

  test("written by a library comes back", async () => {
    const at = new Date(Date.UTC(2026, 4, 1, 8, 30));
    await writeExcelFile(
      [
        ["工单号", "报修时间", "金额", "备注"],
        ["0007", { value: at, type: Date, format: "yyyy-mm-dd hh:mm" }, 12.5, '他说"好"，<急>&\n换行'],
        ["0008", null, -3, "　"],
      ],
      { sheet: "S" },
    ).toFile(path);
    const { lines } = await decoded(await readFile(path));
    expect(lines.slice(1)).toEqual([
      { 工单号: "0007", 报修时间: "2026-05-01 08:30:00", 金额: "12.5", 备注: '他说"好"，<急>&\n换行' },
      { 工单号: "0008", 金额: "-3", 备注: "　" },
    ]);
  });

  test("may write its names with a prefix, and leave out where cells stand", async () => {
    const parts = workbookParts(
      one("<row><c t='inlineStr'><is><t>a</t></is></c><c><v>1</v></c></row><row><c/><c><v>2</v></c></row>"),
    );
    const sheet = parts.find(({ name }) => name.endsWith("sheet1.xml"));
    if (sheet !== undefined)
      sheet.content = String(sheet.content)
        .replace(/<(\/?)(\w)/g, "<$1x:$2")
        .replace("xmlns=", "xmlns:x=")
        .replace("<x:?", "<?");
    expect((await decoded(makeZip(parts))).lines).toEqual([{ a: null, 1: null }, { 1: "2" }]);
  });

  test("that is broken says where", async () => {
    const fails = (rows: string) => expect(decoded(one(rows))).rejects;
    await fails('<row r="2"/><row r="1"/>').toThrow('sheet1.xml has row "1" after row 2');
    await fails('<row r="1"><c r="A1"><v>1</v></row>').toThrow("sheet1.xml is broken XML");
    await fails('<row r="1"><c r="?"><v>1</v></c></row>').toThrow('has a cell at "?"');
    await fails('<row r="9999999"/>').toThrow("after row 0");
    await fails('<row r="1"><c r="A1" t="s"><v>5</v></c></row>').toThrow("names a shared text that it does not hold");
    await fails("").toThrow("has no cell that holds anything");
  });
});

describe("a file", () => {
  const book = one(textRows([["a"], ["1"]]));

  test("with a document type is refused: nothing outside is read, nothing is unfolded", async () => {
    const secret = join(folder, "secret.txt");
    await writeFile(secret, "top secret");
    const outside = `<!DOCTYPE x [<!ENTITY e SYSTEM "file://${secret}">]>`;
    const laughs = `<!DOCTYPE x [<!ENTITY a "haha">${Array.from({ length: 30 }, (_, i) => `<!ENTITY a${i} "&a${i - 1};&a${i - 1};">`).join("")}]>`;
    for (const doctype of [outside, laughs]) {
      const parts = workbookParts(one(textRows([["&e;"], ["&a29;"]])));
      const sheet = parts.find(({ name }) => name.endsWith("sheet1.xml"));
      if (sheet !== undefined)
        sheet.content = String(sheet.content).replace("\n", `\n${doctype}`).replaceAll("&amp;", "&");
      await expect(decoded(makeZip(parts))).rejects.toThrow("sheet1.xml declares a document type");
    }
  });

  test("with an entity nobody declared is broken", async () => {
    const parts = workbookParts(book);
    const sheet = parts.find(({ name }) => name.endsWith("sheet1.xml"));
    if (sheet !== undefined) sheet.content = String(sheet.content).replace(">1<", ">&e;<");
    await expect(decoded(makeZip(parts))).rejects.toThrow("undefined entity");
  });

  test("that unpacks to far more than any workbook is refused before it is unpacked", async () => {
    const zeros = Buffer.alloc(96 << 20);
    const bomb = makeZip([...workbookParts(book), { name: "xl/media/a.bin", content: zeros }]);
    expect(bomb.length).toBeLessThan(200_000);
    await expect(decoded(bomb)).rejects.toThrow("unpacks to more than 250 times its size");
    const many = Array.from({ length: 10_001 }, (_, i) => ({ name: `p${i}`, content: "" }));
    await expect(decoded(makeZip(many))).rejects.toThrow("more than 10000 parts");
  });

  test("whose directory lies about sizes is refused while it is unpacked", async () => {
    const parts = workbookParts(book).map((part) =>
      part.name.endsWith("sheet1.xml") ? { ...part, saidSize: 10 } : part,
    );
    await expect(decoded(makeZip(parts))).rejects.toThrow("sheet1.xml cannot be unpacked (too many bytes");
  });

  test("that is something else says what", async () => {
    const ole = Buffer.concat([Buffer.from("d0cf11e0a1b11ae1", "hex"), Buffer.alloc(4096)]);
    await expect(decoded(ole)).rejects.toThrow("workbook of the old kind (.xls); wanted it saved as .xlsx");
    const locked = Buffer.concat([ole, Buffer.from("EncryptedPackage", "utf16le")]);
    await expect(decoded(locked)).rejects.toThrow("protected by a password; wanted it saved without one");
    await expect(decoded(Buffer.from("\ufeff<html><table>"))).rejects.toThrow("a web page or XML");
    await expect(decoded(Buffer.from("a,b\n1,2\n"))).rejects.toThrow("is no workbook, whatever its name says");
    await expect(decoded(makeWorkbook(book).subarray(0, 900))).rejects.toThrow("cut short or damaged");
    await expect(decoded(makeZip([{ name: "a.txt", content: "x" }]))).rejects.toThrow("lacks its part _rels/.rels");
  });
});

describe("the process that decodes", () => {
  test("gives the same as decoding here, and passes on what is wrong", async () => {
    const into = join(folder, "child.jsonl");
    const { lines, notes } = await decoded(one(textRows([["导出"], ["a", "b", "c"], ["1", "2", "3"]])));
    expect(await decodeWorkbook({ path, sheet: "S", into })).toEqual({ notes });
    expect(
      (await readFile(into, "utf8"))
        .trimEnd()
        .split("\n")
        .map((line) => line && JSON.parse(line)),
    ).toEqual(lines.map((line) => line ?? ""));
    await expect(decodeWorkbook({ path, sheet: "T", into })).rejects.toThrow('tickets.xlsx has no sheet "T".');
  });

  test("is ended when it wants too much memory or time", async () => {
    // Merged ranges are kept, and a million of them want more than a small heap.
    const merges = Array.from({ length: 1_000_000 }, (_, i) => `<mergeCell ref="A${i + 2}:A${i + 4}"/>`).join("");
    await writeFile(path, makeWorkbook(one(textRows([["a"], ["1"]]), { after: `<mergeCells>${merges}</mergeCells>` })));
    const request = { path, sheet: "S", into: join(folder, "child.jsonl") };
    await expect(decodeWorkbook(request, { heapMegabytes: 40, seconds: 100 })).rejects.toThrow(
      "tickets.xlsx needs more than 40 MB of memory to be read, which no real workbook does",
    );
    await expect(decodeWorkbook(request, { heapMegabytes: 500, seconds: 0.05 })).rejects.toThrow(
      "was not read within 0.05 seconds",
    );
  });
});

describe("the sheets of a workbook in an input folder", () => {
  const rows = textRows([["a"], ["1"]]);
  const sheets = (...names: string[]) => ({
    sheets: names.map((name) => ({
      name: name.replace("!", ""),
      rows: name === "空" ? "" : rows,
      state: name.startsWith("!") ? ("hidden" as const) : ("visible" as const),
    })),
  });
  const found = async (file: string, book: BookParts, mapping?: string) => {
    await writeFile(join(folder, file), makeWorkbook(book));
    if (mapping !== undefined) await writeFile(join(folder, "mapping.yaml"), mapping);
    const { files, ignored } = await readFolder(folder);
    return { files: files.map(({ path, entity }) => [path, entity]), ignored: ignored.map(({ path }) => path) };
  };

  test("are those with cells", async () => {
    await writeFile(path, makeWorkbook(sheets("!参数", "空", "明细")));
    expect((await sheetsOf(path)).map(({ name }) => name)).toEqual(["参数", "明细"]);
  });

  test("the first one goes by the name of the file", async () => {
    expect(await found("tickets-2026.xlsx", sheets("空", "!参数", "明细", "说明"))).toEqual({
      files: [["tickets-2026.xlsx#明细", "tickets"]],
      ignored: ["tickets-2026.xlsx#说明"],
    });
  });

  test("those named for entities go by their own names", async () => {
    expect(await found("导出.xlsx", sheets("说明", "tickets", "visits"))).toEqual({
      files: [
        ["导出.xlsx#tickets", "tickets"],
        ["导出.xlsx#visits", "visits"],
      ],
      ignored: ["导出.xlsx#说明"],
    });
  });

  test("mapping.yaml names them, a hidden one too, or the workbook and means the first", async () => {
    const named = 'files:\n  "工单*.xlsx#明细": {entity: tickets}\n  "工单.xlsx#底表": {entity: visits}\n';
    expect((await found("工单.xlsx", sheets("说明", "明细", "!底表"), named)).files).toEqual([
      ["工单.xlsx#底表", undefined],
      ["工单.xlsx#明细", undefined],
    ]);
    const whole = 'files:\n  "工单.xlsx": {entity: tickets}\n';
    expect(await found("工单.xlsx", sheets("明细", "说明"), whole)).toEqual({
      files: [["工单.xlsx#明细", undefined]],
      ignored: ["工单.xlsx#说明"],
    });
  });

  test("a workbook that cannot be opened is still there", async () => {
    await writeFile(join(folder, "visits.xls"), "d0cf11e0");
    expect(await found("tickets.xlsx", sheets("明细"))).toMatchObject({
      files: [
        ["tickets.xlsx#明细", "tickets"],
        ["visits.xls", "visits"],
      ],
    });
  });
});
