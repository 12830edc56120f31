import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeFile, detectEncoding } from "../../sources/decode.ts";

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "huiyin-decode-"));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/** GB18030 and Big5 bytes of the characters the tests use: Node decodes both but writes neither, so the table is made by decoding. */
function encoder(encoding: "gb18030" | "big5"): (text: string) => Buffer {
  const table = new Map<string, Buffer>();
  const decoder = new TextDecoder(encoding);
  for (let high = 0x81; high <= 0xfe; high += 1)
    for (let low = 0x40; low <= 0xfe; low += 1) {
      const bytes = Buffer.from([high, low]);
      const text = decoder.decode(bytes);
      if ([...text].length === 1 && text !== "\ufffd" && !table.has(text)) table.set(text, bytes);
    }
  return (text) =>
    Buffer.concat(
      [...text].map((character) => {
        if (character < "\u0080") return Buffer.from(character);
        const bytes = table.get(character);
        if (bytes === undefined) throw new Error(`${character} is not in ${encoding}`);
        return bytes;
      }),
    );
}
const gb18030 = encoder("gb18030");
const big5 = encoder("big5");

const simplified =
  "工单号,报修时间,故障现象\nA1,2024-03-01 08:00,洗衣机不脱水，声音很大\nA2,2024-03-02 09:30,空调不制冷\n";
const traditional =
  "工單號,報修時間,故障現象\nA1,2024-03-01 08:00,洗衣機不脫水，聲音很大\nA2,2024-03-02 09:30,冷氣不冷\n";

async function decoded(name: string, bytes: Buffer, options: Partial<Parameters<typeof decodeFile>[1]> = {}) {
  const path = join(dir, name);
  await writeFile(path, bytes);
  const answer = await decodeFile(path, { into: join(dir, `${name}.utf8`), ...options });
  return { ...answer, text: await readFile(answer.path, "utf8"), original: path };
}

describe("decodeFile", () => {
  it("leaves a clean UTF-8 file where it is", async () => {
    const answer = await decoded("clean.csv", Buffer.from(simplified));
    expect(answer).toMatchObject({ encoding: "utf-8", copied: false, bom: false, invalidCount: 0, text: simplified });
    expect(answer.path).toBe(answer.original);
    expect(answer.bytes).toBe(Buffer.byteLength(simplified));
  });

  it("takes a byte order mark off", async () => {
    const answer = await decoded("bom.csv", Buffer.from(`\ufeff${simplified}`));
    expect(answer).toMatchObject({ encoding: "utf-8", copied: true, bom: true, text: simplified });
  });

  it("reads GB18030 and Big5 as what they are", async () => {
    expect(await decoded("gb.csv", gb18030(simplified))).toMatchObject({ encoding: "gb18030", text: simplified });
    expect(await decoded("big5.csv", big5(traditional))).toMatchObject({ encoding: "big5", text: traditional });
    expect(await decoded("gb-header.csv", gb18030("工单号,备注\n1,\n2,\n"))).toMatchObject({ encoding: "gb18030" });
    expect(await decoded("gb-traditional.csv", gb18030(traditional))).toMatchObject({ encoding: "gb18030" });
  });

  it("reads UTF-16 with a byte order mark", async () => {
    const little = Buffer.from(`\ufeff${simplified}`, "utf16le");
    expect(await decoded("le.csv", little)).toMatchObject({ encoding: "utf-16le", bom: true, text: simplified });
    expect(await decoded("be.csv", Buffer.from(little).swap16())).toMatchObject({
      encoding: "utf-16be",
      text: simplified,
    });
  });

  it("tolerates one character cut at the end, in UTF-8 and in GB18030", async () => {
    const whole = Buffer.from("说明\n机器不转");
    const answer = await decoded("cut.txt", whole.subarray(0, whole.length - 1));
    expect(answer).toMatchObject({ encoding: "utf-8", cut: true, invalidCount: 0, text: "说明\n机器不" });
    const chinese = gb18030(`${simplified}机器不转`);
    const cut = await decoded("cut-gb.txt", chinese.subarray(0, chinese.length - 1));
    expect(cut).toMatchObject({ encoding: "gb18030", cut: true, invalidCount: 0, text: `${simplified}机器不` });
  });

  it("keeps a UTF-8 file with a few bad bytes and names their lines with the bytes", async () => {
    const bad = Buffer.concat([Buffer.from("A3,\xff\xfe坏", "latin1"), Buffer.from("\n")]);
    const bytes = Buffer.concat([Buffer.from(simplified), bad, Buffer.from("A4,2024-03-04,正常\n")]);
    const answer = await decoded("bad.csv", bytes);
    expect(answer).toMatchObject({ encoding: "utf-8", invalidCount: 1, copied: true });
    expect(answer.invalid).toEqual([{ line: 4, raw: bad.toString("base64") }]);
    expect(answer.text.split("\n")).toHaveLength(6);
    expect(answer.text.split("\n")[4]).toBe("A4,2024-03-04,正常");
  });

  it("keeps a UTF-8 file into which lines of GB18030 were pasted, however short it is", async () => {
    const pasted = gb18030("A3,2024-03-03,冰箱不制冷\n");
    const answer = await decoded("pasted.csv", Buffer.concat([Buffer.from(simplified), pasted]));
    expect(answer).toMatchObject({ encoding: "utf-8", invalid: [{ line: 4, raw: pasted.toString("base64") }] });
    expect(answer.text.startsWith(simplified)).toBe(true);
    const short = Buffer.concat([Buffer.from("a,b\n1,洗衣机漏水\n2,空调安装\n"), gb18030("3,冰箱不制冷\n")]);
    expect(await decoded("short.csv", short)).toMatchObject({ encoding: "utf-8", invalidCount: 1 });
    // In GB18030 these two characters are a character of UTF-8 too.
    expect(await decoded("accident.csv", gb18030("编号,运营商\n1,联通\n2,移动\n"))).toMatchObject({
      encoding: "gb18030",
    });
  });

  it("does not take Latin text with a stray byte for Chinese", async () => {
    const bytes = Buffer.from("id,text\n1,it didn\x92t work\n2,fine\n", "latin1");
    expect(await decoded("latin.csv", bytes)).toMatchObject({ encoding: "utf-8", invalidCount: 1 });
    expect(await decoded("named.csv", bytes, { encoding: "gb18030" })).toMatchObject({ encoding: "gb18030" });
  });

  it("decides by the whole file when Chinese comes late", async () => {
    const late = Buffer.concat([Buffer.from("id,备注\n".replace("备注", "note")), Buffer.alloc(3 << 20, "1,ok\n")]);
    const answer = await decoded("late.csv", Buffer.concat([late, gb18030("2,洗衣机不脱水，已经维修完成\n")]));
    expect(answer.encoding).toBe("gb18030");
    expect(answer.text.endsWith("2,洗衣机不脱水，已经维修完成\n")).toBe(true);
  });

  it("does not break characters at the borders of its blocks", async () => {
    const text = `${"机器不转，师傅说要换电机。".repeat(7)}\n`.repeat(8000);
    const answer = await decoded("large.txt", gb18030(text));
    expect(answer).toMatchObject({ encoding: "gb18030", invalidCount: 0 });
    expect(answer.text).toBe(text);
    expect((await decoded("large-utf8.txt", Buffer.from(`\ufeff${text}`))).text).toBe(text);
  });

  it("unpacks gzip, whatever the name says", async () => {
    expect(await decoded("packed.csv", gzipSync(gb18030(simplified)))).toMatchObject({
      compressed: true,
      text: simplified,
    });
  });

  it("refuses an archive that unpacks beyond the limits, and one cut short", async () => {
    const bomb = gzipSync(Buffer.alloc(70 << 20, "0"));
    await expect(decoded("bomb.csv.gz", bomb, { maxRatio: 100 })).rejects.toThrow(/more than 100 times its size/);
    await expect(decoded("big.csv.gz", bomb, { maxBytes: 1 << 20 })).rejects.toThrow(/more than 1048576 bytes/);
    const packed = gzipSync(Buffer.from(simplified.repeat(50)));
    await expect(decoded("short.csv.gz", packed.subarray(0, packed.length - 20))).rejects.toThrow(/cannot be unpacked/);
  });

  it("says what a file is that is no text", async () => {
    await expect(decoded("book.csv", Buffer.from("PK\x03\x04rest", "latin1"))).rejects.toThrow(/Excel or zip file/);
    await expect(decoded("zero.csv", Buffer.from("a\0b\0c\n"))).rejects.toThrow(/zero bytes/);
  });

  it("takes an empty file as UTF-8", async () => {
    expect(await decoded("empty.csv", Buffer.alloc(0))).toMatchObject({ encoding: "utf-8", bytes: 0, text: "" });
  });
});

const shared = process.env.HUIYIN_SHARED ?? resolve("../shared");
const dirty = join(shared, "datasets/dirty");
describe.skipIf(!existsSync(dirty))("real dirty files (skipped where ../shared/datasets is absent)", () => {
  it("tells the GB18030 reviews from the UTF-8 ones", async () => {
    expect(await detectEncoding(join(dirty, "meidi_jd_gb18030.txt"))).toMatchObject({ encoding: "gb18030" });
    const html = join(dirty, "jd_waterheater_2019_multiline_htmlentities.csv");
    expect(await detectEncoding(html)).toMatchObject({ encoding: "utf-8", clean: true });
  });
});
