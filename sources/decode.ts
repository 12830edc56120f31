import { isAscii, isUtf8 } from "node:buffer";
import { once } from "node:events";
import { createReadStream, createWriteStream, type WriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { finished } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { commonShare } from "./common-characters.ts";
import { SourceError } from "./source.ts";

/** Encodings a file may be in. */
export const encodings = ["utf-8", "gb18030", "big5", "utf-16le", "utf-16be"] as const;
export type Encoding = (typeof encodings)[number];

/** A line that holds bytes which are no text in the file's encoding. */
export interface InvalidLine {
  /** Physical line, from 1. */
  line: number;
  /** The line's bytes as they stand in the file, in base64. */
  raw: string;
}

export interface Decoded {
  /** UTF-8 without BOM and not compressed: the original path when nothing had to change, else the copy. */
  path: string;
  encoding: Encoding;
  bom: boolean;
  compressed: boolean;
  /** The file ends in the middle of a character; the copy leaves that piece out. */
  cut: boolean;
  /** Size of the decoded text. */
  bytes: number;
  copied: boolean;
  /** The first `maxInvalid` of them; in the copy the bytes are U+FFFD. */
  invalid: InvalidLine[];
  invalidCount: number;
}

export interface DecodeOptions {
  /** Where a copy is written when one is needed; its folder exists. */
  into: string;
  encoding?: Encoding | "auto";
  /** Decoded bytes refused beyond. */
  maxBytes?: number;
  /** Decoded bytes for each compressed byte, refused beyond (after the first 64 MB). */
  maxRatio?: number;
}

export interface Detected {
  encoding: Encoding;
  bom: boolean;
  compressed: boolean;
  cut: boolean;
  /** Whether every byte is text of the encoding; known for UTF-8, assumed for the others. */
  clean: boolean;
  bytes: number;
}

const chunkSize = 1 << 20;
const sampleSize = 4 * chunkSize;
const longestLine = 64 << 20;
const maxInvalid = 10_000;
const ratioFrom = 64 << 20;

type Limits = Required<Pick<DecodeOptions, "maxBytes" | "maxRatio">>;
const standardLimits: Limits = { maxBytes: 64 * 2 ** 30, maxRatio: 250 };

async function head(path: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of createReadStream(path, { end: 4095 })) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

/** The file's bytes, unpacked; refuses one that unpacks to more than the limits. */
async function* unpacked(path: string, compressed: boolean, limits: Limits): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: chunkSize });
  if (!compressed) {
    yield* file as AsyncIterable<Buffer>;
    return;
  }
  const packed = (await stat(path)).size;
  const gunzip = createGunzip({ chunkSize });
  file.on("error", (error) => gunzip.destroy(error));
  let bytes = 0;
  try {
    for await (const piece of file.pipe(gunzip) as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > limits.maxBytes)
        throw new SourceError(`${path} unpacks to more than ${limits.maxBytes} bytes, the most that is taken`);
      if (bytes > ratioFrom && bytes > packed * limits.maxRatio)
        throw new SourceError(
          `${path} unpacks to more than ${limits.maxRatio} times its size, which no real export does`,
        );
      yield piece;
    }
  } catch (error) {
    if (error instanceof SourceError) throw error;
    throw new SourceError(
      `${path} cannot be unpacked: ${(error as Error).message}; it is cut short or not a gzip file`,
    );
  } finally {
    file.destroy();
    gunzip.destroy();
  }
}

/** How many bytes at the end belong to a UTF-8 character that is not complete. */
function openTail(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) {
      const wanted = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return wanted > back ? back : 0;
    }
  }
  return 0;
}

function byOrderMark(bytes: Buffer): { encoding: Encoding; length: number } | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { encoding: "utf-8", length: 3 };
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { encoding: "utf-16le", length: 2 };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { encoding: "utf-16be", length: 2 };
  return undefined;
}

function refuseBinary(path: string, bytes: Buffer): void {
  if (bytes.subarray(0, 4).equals(Buffer.from("PK\x03\x04", "latin1")))
    throw new SourceError(
      `${path} is an Excel or zip file, not text; give it the name it deserves (.xlsx) or save it as CSV`,
    );
  if (bytes.subarray(0, 4).equals(Buffer.from([0xd0, 0xcf, 0x11, 0xe0])))
    throw new SourceError(`${path} is an old Excel file (.xls), not text; save it as CSV or .xlsx`);
  if (bytes.includes(0))
    throw new SourceError(
      `${path} holds zero bytes, so it is no text in UTF-8, GB18030 or Big5; UTF-16 is read when it starts with a byte order mark or mapping.yaml names it`,
    );
}

/**
 * Which encoding the file is in: strict UTF-8 first, else the one of UTF-8, GB18030 and Big5 under which
 * most characters are common ones. A few bad bytes do not turn a UTF-8 file into a GB18030 one.
 */
export async function detectEncoding(path: string, limits: Limits = standardLimits): Promise<Detected> {
  const start = await head(path);
  const compressed = start[0] === 0x1f && start[1] === 0x8b;
  const sample: Buffer[] = [];
  let sampled = 0;
  let bytes = 0;
  let clean = true;
  let tail: Buffer = Buffer.alloc(0);
  let mark: ReturnType<typeof byOrderMark>;
  for await (const piece of unpacked(path, compressed, limits)) {
    if (bytes === 0) {
      mark = byOrderMark(piece);
      if (mark === undefined || mark.encoding === "utf-8") refuseBinary(path, piece.subarray(0, 4096));
      else if (!compressed) {
        return {
          encoding: mark.encoding,
          bom: true,
          compressed,
          cut: false,
          clean: true,
          bytes: (await stat(path)).size,
        };
      }
    }
    bytes += piece.length;
    if (mark !== undefined && mark.encoding !== "utf-8") continue;
    const block = tail.length > 0 ? Buffer.concat([tail, piece]) : piece;
    const open = openTail(block);
    const whole = block.subarray(0, block.length - open);
    tail = Buffer.from(block.subarray(block.length - open));
    const good = isUtf8(whole);
    if (sampled < sampleSize && !isAscii(whole)) {
      sample.push(Buffer.from(whole));
      sampled += whole.length;
    } else if (clean && !good) {
      sample.push(Buffer.from(whole));
    }
    if (!good) clean = false;
  }
  const cut = tail.length > 0;
  if (mark !== undefined) return { encoding: mark.encoding, bom: true, compressed, cut, clean, bytes };
  if (clean) return { encoding: "utf-8", bom: false, compressed, cut, clean, bytes };
  const encoding = likeliest(Buffer.concat(sample));
  return { encoding, bom: false, compressed, cut: encoding === "utf-8" && cut, clean: encoding !== "utf-8", bytes };
}

/**
 * Of the encodings without a mark, UTF-8 where half of the lines are, for hardly a line of another happens to be; else the one
 * under which the text looks most like text.
 */
function likeliest(sample: Buffer): Encoding {
  if (shareOfUtf8(sample) >= 0.5) return "utf-8";
  const shares = (["utf-8", "gb18030", "big5"] as const).map((encoding) => ({
    encoding,
    share: commonShare(new TextDecoder(encoding).decode(sample)),
  }));
  const best = shares.reduce((a, b) => (b.share > a.share ? b : a));
  return best.share > 0.15 ? best.encoding : "utf-8";
}

/** Of the lines that are not ASCII, the share that is UTF-8. */
function shareOfUtf8(sample: Buffer): number {
  let good = 0;
  let lines = 0;
  for (let at = 0; at < sample.length; ) {
    const next = sample.indexOf(10, at);
    const line = sample.subarray(at, next < 0 ? sample.length : next);
    at += line.length + 1;
    if (isAscii(line)) continue;
    lines += 1;
    if (isUtf8(line)) good += 1;
  }
  return lines === 0 ? 0 : good / lines;
}

/** Blocks that end with a line, so that no character is cut; the last may end without one. */
async function* blocks(path: string, stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  let held = 0;
  for await (const piece of stream) {
    const end = piece.lastIndexOf(10) + 1;
    if (end > 0) {
      yield rest.length > 0 ? Buffer.concat([...rest, piece.subarray(0, end)]) : piece.subarray(0, end);
      rest = [];
      held = 0;
    }
    if (end < piece.length) rest.push(Buffer.from(piece.subarray(end)));
    held += piece.length - end;
    if (held > longestLine)
      throw new SourceError(`${path} has a line of more than ${longestLine >> 20} MB; it is no table of text`);
  }
  if (rest.length > 0) yield Buffer.concat(rest);
}

async function* skip(stream: AsyncIterable<Buffer>, bytes: number): AsyncGenerator<Buffer> {
  let left = bytes;
  for await (const piece of stream) {
    yield left > 0 ? piece.subarray(left) : piece;
    left = Math.max(0, left - piece.length);
  }
}

async function* fromUtf16(stream: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding);
  for await (const piece of stream) yield Buffer.from(decoder.decode(piece, { stream: true }));
  yield Buffer.from(decoder.decode());
}

function toUtf8(block: Buffer, encoding: Encoding, fatal: TextDecoder): Buffer | undefined {
  if (encoding === "utf-8") return isUtf8(block) ? block : undefined;
  try {
    return Buffer.from(fatal.decode(block));
  } catch {
    return undefined;
  }
}

function countLines(block: Buffer): number {
  let lines = 0;
  for (let at = block.indexOf(10); at >= 0; at = block.indexOf(10, at + 1)) lines += 1;
  return lines;
}

async function put(out: WriteStream, bytes: Buffer): Promise<void> {
  if (!out.write(bytes)) await once(out, "drain");
}

/**
 * Gives the file as plain UTF-8 text, with a bounded amount of memory. Lines stay lines: line n of the copy is line n of the file.
 * Throws SourceError for a file that is no text, is cut as gzip, or unpacks beyond the limits.
 */
export async function decodeFile(path: string, options: DecodeOptions): Promise<Decoded> {
  const limits = {
    maxBytes: options.maxBytes ?? standardLimits.maxBytes,
    maxRatio: options.maxRatio ?? standardLimits.maxRatio,
  };
  const asked = options.encoding ?? "auto";
  const found = await detectEncoding(path, limits);
  const encoding = asked === "auto" || found.bom ? found.encoding : asked;
  const { bom, compressed } = found;
  const untouched =
    encoding === "utf-8" && found.encoding === "utf-8" && !bom && !compressed && !found.cut && found.clean;
  const answer = { encoding, bom, compressed, cut: found.cut };
  if (untouched) return { path, ...answer, bytes: found.bytes, copied: false, invalid: [], invalidCount: 0 };

  const wide = encoding === "utf-16le" || encoding === "utf-16be";
  let stream: AsyncIterable<Buffer> = unpacked(path, compressed, limits);
  if (bom) stream = skip(stream, encoding === "utf-8" ? 3 : 2);
  if (wide) stream = fromUtf16(stream, encoding);
  const from: Encoding = wide ? "utf-8" : encoding;
  const fatal = new TextDecoder(from, { fatal: true });
  const lenient = new TextDecoder(from);
  const out = createWriteStream(options.into);
  const invalid: InvalidLine[] = [];
  let invalidCount = 0;
  let line = 0;
  let bytes = 0;
  let cut = false;

  const write = async (text: Buffer) => {
    bytes += text.length;
    await put(out, text);
  };
  const writeLine = async (raw: Buffer) => {
    line += 1;
    const text = toUtf8(raw, from, fatal);
    if (text !== undefined) return write(text);
    const last = raw[raw.length - 1] !== 10;
    if (last) {
      for (let back = 1; back <= Math.min(3, raw.length); back += 1) {
        const shorter = toUtf8(raw.subarray(0, raw.length - back), from, fatal);
        if (shorter !== undefined) {
          cut = true;
          return write(shorter);
        }
      }
    }
    invalidCount += 1;
    if (invalid.length < maxInvalid) invalid.push({ line, raw: raw.toString("base64") });
    return write(Buffer.from(lenient.decode(raw)));
  };
  try {
    for await (const block of blocks(path, stream)) {
      const text = toUtf8(block, from, fatal);
      if (text !== undefined) {
        line += countLines(block);
        await write(text);
        continue;
      }
      for (let at = 0; at < block.length; ) {
        const next = block.indexOf(10, at);
        const end = next < 0 ? block.length : next + 1;
        await writeLine(block.subarray(at, end));
        at = end;
      }
    }
    out.end();
    await finished(out);
  } catch (error) {
    out.destroy();
    throw error;
  }
  return { path: options.into, ...answer, cut, bytes, copied: true, invalid, invalidCount };
}
