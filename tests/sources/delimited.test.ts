import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readDelimited, records } from "../../sources/delimited.ts";

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "huiyin-delimited-"));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function read(text: string) {
  const path = join(dir, `${Math.abs(text.length * 31 + text.charCodeAt(0))}.csv`);
  await writeFile(path, text);
  return readDelimited(path);
}

describe("records", () => {
  it("reads quotes, line ends inside them and empty cells", () => {
    expect(records('a,"b ""x"", y",c\r\n1,"two\nlines",\r\n\r\n,,3', ",")).toEqual([
      ["a", 'b "x", y', "c"],
      ["1", "two\nlines", ""],
      ["", "", "3"],
    ]);
    expect(records("a,", ",")).toEqual([["a", ""]]);
  });
  it("stops at a quote that never ends", () => {
    expect(records('a,b\n1,"2\n3,4\n', ",")).toEqual([["a", "b"]]);
  });
});

describe("readDelimited", () => {
  it("finds the delimiter", async () => {
    expect((await read("a;b;c\n1,5;2;3\n2,5;3;4\n")).delimiter).toBe(";");
    expect((await read("a\tb\n1,2,3\t2\n")).delimiter).toBe("\t");
    expect((await read("工单号|现象\n1|不转，响\n")).header).toEqual(["工单号", "现象"]);
    expect(await read("text\nhello, you\n")).toMatchObject({ delimiter: ",", header: ["text"] });
  });
  it("refuses an empty file", async () => {
    await expect(read(" \n")).rejects.toThrow("is empty; wanted a header line and records.");
  });
});
