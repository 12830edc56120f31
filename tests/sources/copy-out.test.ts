import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import fc from "fast-check";
import type { Connection } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CopyOut } from "../../sources/copy-out.ts";
import { surveyFile } from "../../sources/survey.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "huiyin-copy-"));
});
afterAll(() => rm(folder, { recursive: true }));

function message(code: string, content: string | Buffer = ""): Buffer {
  const bytes = Buffer.from(content as string);
  const head = Buffer.alloc(5, code);
  head.writeUInt32BE(bytes.length + 4, 1);
  return Buffer.concat([head, bytes]);
}

/** A connection of the driver: what it hears after the copy has begun, and what was asked. */
function connect() {
  const heard: Buffer[] = [];
  const asked: string[] = [];
  const stream = new PassThrough();
  const listener = (bytes: Buffer) => heard.push(bytes);
  stream.on("data", listener);
  const connection = { stream, query: (sql: string) => asked.push(sql) } as unknown as Connection;
  return { connection, stream, asked, listener, heard: () => Buffer.concat(heard).toString("latin1") };
}

const end = Buffer.concat([message("c"), message("C", "COPY 3\0"), message("Z", "I")]);

describe("rows that are copied out", () => {
  const cell = fc.constantFrom("", "a", "字字", '"a ""quoted"" one"', '"two\nlines"', "x".repeat(400), " blank ");
  const row = fc.tuple(cell, cell).map((cells) => `${cells.join(",")}\n`);
  const aside = fc.constantFrom(message("N", "NOTICE\0"), message("S", "TimeZone\0UTC\0"), message("A", "ping"));
  test("are in the file however the bytes arrive, and the rest is the driver's", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof({ weight: 5, arbitrary: row }, { weight: 1, arbitrary: aside }), { maxLength: 40 }),
        fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 30 }),
        async (given, sizes) => {
          const path = join(folder, "rows.csv");
          const all = ["one,two\n", ...given];
          const messages = all.map((each) => (typeof each === "string" ? message("d", each) : each));
          const bytes = Buffer.concat([message("H", "\0\0\0"), ...messages, end]);
          const { connection, stream, asked, listener, heard } = connect();
          const copy = new CopyOut("COPY", path, { plain: true });
          copy.submit(connection);
          for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
            const size = sizes[turn % sizes.length] ?? 1;
            stream.emit("data", Buffer.from(bytes.subarray(at, at + size)));
            at += size;
          }
          expect([asked, heard(), stream.listeners("data")]).toEqual([
            ["COPY"],
            end.subarray(5).toString("latin1"),
            [listener],
          ]);
          copy.handleCommandComplete({ text: "COPY 3" });
          copy.handleReadyForQuery();
          const texts = all.filter((each) => typeof each === "string").join("");
          expect(await readFile(path, "utf8")).toBe(texts);
          const survey = await surveyFile(path, { delimiter: 44, columns: 2 }, { headerRecords: 1 });
          expect(await copy.saved).toEqual({ rows: 3, ...(texts.includes('"') ? {} : { survey }) });
        },
      ),
      { numRuns: 150, seed: 11 },
    );
  });
  test("are surveyed only where that says what a look at the file would", async () => {
    const path = join(folder, "one.csv");
    const { connection, stream } = connect();
    const copy = new CopyOut("COPY", path, { plain: false });
    copy.submit(connection);
    stream.emit("data", Buffer.concat([message("d", "one\n"), message("d", "\n"), end]));
    copy.handleCommandComplete({ text: "COPY 1" });
    copy.handleReadyForQuery();
    expect(await copy.saved).toEqual({ rows: 1 });
  });
  test("end with the server's error, which the driver hears", async () => {
    const { connection, stream, heard } = connect();
    const copy = new CopyOut("COPY", join(folder, "error.csv"), { plain: true });
    copy.submit(connection);
    const error = message("E", "SERROR\0");
    stream.emit("data", Buffer.concat([message("H", "\0\0\0"), message("d", "one,two\n"), error.subarray(0, 3)]));
    stream.emit("data", Buffer.from(error.subarray(3)));
    expect(heard()).toBe(error.toString("latin1"));
    copy.handleError(new Error("cancelled"));
    copy.handleReadyForQuery();
    await expect(copy.saved).rejects.toThrow("cancelled");
  });
  test("end with a disk that is full", async () => {
    const { connection, stream } = connect();
    const copy = new CopyOut("COPY", "/dev/full", { plain: true });
    copy.submit(connection);
    stream.emit("data", message("d", "one,two\n"));
    await expect(copy.saved).rejects.toThrow("ENOSPC");
    expect(stream.destroyed).toBe(true);
  });
});
