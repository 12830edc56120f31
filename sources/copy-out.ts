import { createHash } from "node:crypto";
import { closeSync, openSync, writeSync } from "node:fs";
import type { Connection } from "pg";
import { linesPerMark } from "./survey.ts";
import type { Saved } from "./tables.ts";

const newline = 10;
const quote = 34;
const copyData = "d".charCodeAt(0);
const copyDone = "c".charCodeAt(0);
/** What else the server may say between rows: the start of the copy, notices, notifications, settings. */
const asides = new Set([..."HNAS"].map((code) => code.charCodeAt(0)));
const headBytes = 5;

type Listener = (bytes: Buffer) => void;

/**
 * COPY … TO STDOUT of CSV with a header into a file, as a query for the driver's `client.query()`. Every row comes as a message of its own:
 * messages are taken apart in the bytes as they arrive and written from there, and a disk that is slow holds up the reading. What
 * follows the rows, and what goes wrong, is the driver's again.
 */
export class CopyOut {
  readonly saved: Promise<Saved>;
  readonly #sql: string;
  readonly #file: number;
  readonly #head = Buffer.alloc(headBytes);
  #headHeld = 0;
  #code = 0;
  /** Bytes of the message that are still to come. */
  #left = 0;
  #rows = 0;
  readonly #hash = createHash("sha256");
  readonly #marks: number[] = [];
  #bytes = 0;
  #lines = 0;
  /** Every record so far is one line, for the server quotes a cell with a line end. */
  #plain: boolean;
  #settle: { done: (saved: Saved) => void; fail: (error: Error) => void } | undefined;

  /** `plain`: there are several columns, so that no line is blank, and the server sends nothing but UTF-8. */
  constructor(sql: string, path: string, { plain }: { plain: boolean }) {
    this.#sql = sql;
    this.#plain = plain;
    this.#file = openSync(path, "w");
    this.saved = new Promise((done, fail) => {
      this.#settle = { done, fail };
    });
  }

  /** Called by the driver when the connection is free. */
  submit(connection: Connection): void {
    const { stream } = connection;
    const theirs = stream.listeners("data") as Listener[];
    const ours = (bytes: Buffer) => {
      try {
        const rest = this.#take(bytes);
        if (rest === undefined) return;
        stream.off("data", ours);
        for (const listener of theirs) stream.on("data", listener);
        for (const listener of theirs) listener(rest);
      } catch (error) {
        stream.off("data", ours);
        this.handleError(error as Error);
        stream.destroy();
      }
    };
    for (const listener of theirs) stream.off("data", listener);
    stream.on("data", ours);
    connection.query(this.#sql);
  }

  /** Writes the rows among some bytes, in which they are moved together; gives back what is no longer of the copy, once there is something. */
  #take(bytes: Buffer): Buffer | undefined {
    let at = 0;
    let kept = 0;
    let rest: Buffer | undefined;
    while (at < bytes.length) {
      if (this.#left === 0) {
        at = this.#takeHead(bytes, at);
        if (this.#headHeld > 0) break;
        if (this.#code === copyData) {
          if (this.#lines % linesPerMark === 0) this.#marks.push(this.#bytes + kept);
          this.#lines += 1;
        } else if (this.#code !== copyDone && !asides.has(this.#code)) {
          rest = Buffer.concat([this.#head, bytes.subarray(at)]);
          break;
        }
      }
      const end = Math.min(at + this.#left, bytes.length);
      this.#left -= end - at;
      if (this.#code === copyData) {
        bytes.copyWithin(kept, at, end);
        kept += end - at;
        if (this.#left === 0 && bytes[kept - 1] !== newline) this.#plain = false;
      }
      at = end;
    }
    this.#write(bytes.subarray(0, kept));
    return rest;
  }

  /** A message begins with its code and its length, which counts itself. */
  #takeHead(bytes: Buffer, at: number): number {
    if (this.#headHeld === 0 && at + headBytes <= bytes.length) {
      this.#code = bytes[at] ?? 0;
      this.#left = bytes.readUInt32BE(at + 1) - 4;
      if (this.#code !== copyData) bytes.copy(this.#head, 0, at, at + headBytes);
      return at + headBytes;
    }
    const got = bytes.copy(this.#head, this.#headHeld, at, at + headBytes - this.#headHeld);
    this.#headHeld = (this.#headHeld + got) % headBytes;
    this.#code = this.#head[0] ?? 0;
    this.#left = this.#headHeld > 0 ? 0 : this.#head.readUInt32BE(1) - 4;
    return at + got;
  }

  #write(rows: Buffer): void {
    if (rows.includes(quote)) this.#plain = false;
    if (this.#plain) this.#hash.update(rows);
    this.#bytes += rows.length;
    for (let at = 0; at < rows.length; ) at += writeSync(this.#file, rows, at);
  }

  handleCommandComplete({ text }: { text: string }): void {
    this.#rows = Number(/^COPY (\d+)/.exec(text)?.[1]);
  }

  handleReadyForQuery(): void {
    const { length } = this.#marks;
    const facts = { bytes: this.#bytes, records: this.#lines - 1, lines: this.#lines, marks: this.#marks };
    const survey = this.#plain && length > 0 && { sha256: this.#hash.digest("hex"), utf8: true, plain: true, ...facts };
    this.#end()?.done({ rows: this.#rows, ...(survey ? { survey } : {}) });
  }

  handleError(error: Error): void {
    this.#end()?.fail(error);
  }

  #end() {
    const settle = this.#settle;
    if (settle !== undefined) closeSync(this.#file);
    this.#settle = undefined;
    return settle;
  }
}
