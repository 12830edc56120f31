import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { SaxesParser } from "saxes";
import { SourceError } from "../source.ts";

export interface XmlHandlers {
  /** Names come without the prefix of their namespace. */
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  close?(name: string): void;
  text?(text: string): void;
  /** After each block of the part; true ends the reading. */
  block?(): boolean | undefined;
}

const bare = (name: string) => name.slice(name.indexOf(":") + 1);

/** Blocks a part is cut into; texts of it are never longer by much. */
const longestText = 4 << 20;

/**
 * Reads a part of a workbook as a stream. A document type is refused, and with it every entity: no workbook has one.
 * Throws SourceError for broken XML; `name` is the part in messages.
 */
export async function readXml(stream: Readable, name: string, handlers: XmlHandlers): Promise<void> {
  const parser = new SaxesParser<{ xmlns: false; position: false }>({ xmlns: false, position: false });
  parser.on("doctype", () => {
    throw new SourceError(`${name} declares a document type, which no workbook does; it is not read.`);
  });
  parser.on("error", (error) => {
    throw new SourceError(`${name} is broken XML (${error.message}).`);
  });
  parser.on("opentag", ({ name: tag, attributes }) => handlers.open(bare(tag), attributes));
  const { close, text } = handlers;
  if (close !== undefined) parser.on("closetag", ({ name: tag }) => close(bare(tag)));
  if (text !== undefined) {
    const take = (piece: string) => {
      if (piece.length > longestText) throw new SourceError(`${name} holds a text longer than any cell can.`);
      text(piece);
    };
    parser.on("text", take);
    parser.on("cdata", take);
  }
  const decoder = new StringDecoder("utf8");
  try {
    for await (const piece of stream) {
      parser.write(decoder.write(piece as Buffer));
      if (handlers.block?.()) return;
    }
    parser.write(decoder.end()).close();
  } catch (error) {
    if (error instanceof SourceError) throw error;
    throw new SourceError(`${name} cannot be unpacked (${(error as Error).message}).`, { cause: error });
  } finally {
    stream.destroy();
  }
}
