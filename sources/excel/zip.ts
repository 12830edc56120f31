import { open } from "node:fs/promises";
import type { Readable } from "node:stream";
import { type Entry, openPromise } from "yauzl";
import { SourceError } from "../source.ts";

/** A zip file whose directory was looked over. */
export interface Zip {
  /** Parts by their path in the file. */
  has(part: string): boolean;
  /** The bytes of a part, unpacked; more or fewer than its directory says is an error. */
  read(part: string): Promise<Readable>;
  close(): void;
}

const most = { entries: 10_000, bytes: 16 * 2 ** 30, ratio: 250, ratioFrom: 64 * 2 ** 20 };

/**
 * Opens a workbook as the zip file it is. What it would unpack to is read from its directory before anything is unpacked.
 * Throws SourceError for what is no zip file, and for one that unpacks to more than any real workbook does.
 */
export async function openZip(path: string): Promise<Zip> {
  await refuseOthers(path);
  const zip = await openPromise(path, { lazyEntries: true, autoClose: false }).catch((error: Error) => {
    throw new SourceError(`${path} cannot be opened as a workbook (${error.message}); it is cut short or damaged.`);
  });
  const entries = new Map<string, Entry>();
  let bytes = 0;
  let packed = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      bytes += entry.uncompressedSize;
      packed += entry.compressedSize;
      if (entries.has(entry.fileName)) throw new SourceError(`${path} holds the part ${entry.fileName} twice.`);
      entries.set(entry.fileName, entry);
      if (entries.size > most.entries)
        throw new SourceError(`${path} holds more than ${most.entries} parts, which no real workbook does.`);
      if (bytes > most.bytes)
        throw new SourceError(`${path} unpacks to more than ${most.bytes / 2 ** 30} GB, the most that is taken.`);
    }
    if (bytes > most.ratioFrom && bytes > packed * most.ratio)
      throw new SourceError(`${path} unpacks to more than ${most.ratio} times its size, which no real workbook does.`);
  } catch (error) {
    zip.close();
    if (error instanceof SourceError) throw error;
    throw new SourceError(`${path} cannot be opened as a workbook (${(error as Error).message}).`);
  }
  return {
    has: (part) => entries.has(part),
    async read(part) {
      const entry = entries.get(part);
      if (entry === undefined) throw new SourceError(`${path} lacks its part ${part}, so it is no workbook.`);
      return zip.openReadStreamPromise(entry).catch((error: Error) => {
        throw new SourceError(`${path} cannot be unpacked (${error.message}).`);
      });
    },
    close: () => zip.close(),
  };
}

const compound = Buffer.from([0xd0, 0xcf, 0x11, 0xe0]);
const encrypted = Buffer.from("EncryptedPackage", "utf16le");

/** What is often called a workbook and is none. */
async function refuseOthers(path: string): Promise<void> {
  const file = await open(path);
  try {
    const head = Buffer.alloc(512);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    const start = head.subarray(0, bytesRead);
    if (start.subarray(0, 2).toString("latin1") === "PK") return;
    if (start.length >= 4 && start.subarray(0, 4).equals(compound)) {
      throw new SourceError(
        (await holds(file, encrypted))
          ? `${path} is protected by a password; wanted it saved without one.`
          : `${path} is a workbook of the old kind (.xls); wanted it saved as .xlsx or as CSV (UTF-8).`,
      );
    }
    const text = start
      .toString("latin1")
      .replace(/^\xef\xbb\xbf/, "")
      .trimStart();
    if (text.startsWith("<"))
      throw new SourceError(
        `${path} is a web page or XML that is only called a workbook; wanted it opened in Excel and saved as .xlsx.`,
      );
    throw new SourceError(
      `${path} is no workbook, whatever its name says; wanted .xlsx, or its own name if it is text.`,
    );
  } finally {
    await file.close();
  }
}

async function holds(file: Awaited<ReturnType<typeof open>>, sought: Buffer): Promise<boolean> {
  let tail = Buffer.alloc(0);
  for await (const piece of file.createReadStream({ start: 0, autoClose: false, highWaterMark: 1 << 20 })) {
    const block = Buffer.concat([tail, piece as Buffer]);
    if (block.includes(sought)) return true;
    tail = block.subarray(-sought.length);
  }
  return false;
}
