import { crc32, deflateRawSync } from "node:zlib";

export interface Part {
  name: string;
  content: string | Buffer;
  /** What the directory says it unpacks to, where that is a lie. */
  saidSize?: number;
}

/** A zip file of these parts, made by hand so that it can be wrong. */
export function makeZip(parts: readonly Part[]): Buffer {
  const pieces: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, content, saidSize } of parts) {
    const bytes = Buffer.from(content as string);
    const packed = deflateRawSync(bytes);
    const title = Buffer.from(name);
    const about = Buffer.alloc(26);
    about.writeUInt16LE(20, 0);
    about.writeUInt16LE(0x800, 2);
    about.writeUInt16LE(8, 4);
    about.writeUInt32LE(crc32(bytes), 10);
    about.writeUInt32LE(packed.length, 14);
    about.writeUInt32LE(saidSize ?? bytes.length, 18);
    about.writeUInt16LE(title.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), about, title, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at, 10);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00", "latin1"), about, tail, title]));
    pieces.push(local);
    at += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...pieces, central, end]);
}

export interface SheetParts {
  name: string;
  /** What stands in sheetData. */
  rows: string;
  /** What stands behind it. */
  after?: string;
  state?: "visible" | "hidden";
}

export interface BookParts {
  sheets: readonly SheetParts[];
  /** The items of the shared texts, as XML. */
  shared?: readonly string[];
  /** Number formats of the styles, in their order: a built-in number or a code. */
  formats?: readonly (number | string)[];
  is1904?: boolean;
  more?: readonly Part[];
}

const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const attribute = (text: string) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
const relation = (id: string, type: string, target: string) =>
  `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"/>`;
const relations = (...all: string[]) =>
  `${xml}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${all.join("")}</Relationships>`;

/** The parts of a workbook from the XML of its rows. */
export function workbookParts({ sheets, shared, formats = [], is1904 = false, more = [] }: BookParts): Part[] {
  const tabs = sheets.map(
    ({ name, state = "visible" }, index) =>
      `<sheet name="${attribute(name)}" sheetId="${index + 1}" state="${state}" r:id="s${index}"/>`,
  );
  const custom = formats.map((format, index) => ({ format, id: typeof format === "number" ? format : 164 + index }));
  const codes = custom.flatMap(({ format, id }) =>
    typeof format === "string" ? `<numFmt numFmtId="${id}" formatCode="${attribute(format)}"/>` : [],
  );
  return [
    { name: "_rels/.rels", content: relations(relation("r1", "officeDocument", "xl/workbook.xml")) },
    {
      name: "xl/workbook.xml",
      content: `${xml}<workbook xmlns="${main}" xmlns:r="${office}"><workbookPr date1904="${is1904 ? 1 : 0}"/><sheets>${tabs.join("")}</sheets></workbook>`,
    },
    {
      name: "xl/_rels/workbook.xml.rels",
      content: relations(
        ...sheets.map((_, index) => relation(`s${index}`, "worksheet", `worksheets/sheet${index + 1}.xml`)),
        relation("st", "styles", "styles.xml"),
        relation("sh", "sharedStrings", "/xl/sharedStrings.xml"),
      ),
    },
    {
      name: "xl/styles.xml",
      content: `${xml}<styleSheet xmlns="${main}"><numFmts>${codes.join("")}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${custom.map(({ id }) => `<xf numFmtId="${id}"/>`).join("")}</cellXfs></styleSheet>`,
    },
    ...(shared === undefined
      ? []
      : [
          {
            name: "xl/sharedStrings.xml",
            content: `${xml}<sst xmlns="${main}">${shared.map((item) => `<si>${item}</si>`).join("")}</sst>`,
          },
        ]),
    ...sheets.map(({ rows, after = "" }, index) => ({
      name: `xl/worksheets/sheet${index + 1}.xml`,
      content: `${xml}<worksheet xmlns="${main}"><sheetData>${rows}</sheetData>${after}</worksheet>`,
    })),
    ...more,
  ];
}

export const makeWorkbook = (book: BookParts): Buffer => makeZip(workbookParts(book));

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** The XML of rows of texts, from row `first` on; null is no cell. */
export const textRows = (rows: readonly (readonly (string | null)[])[], first = 1): string =>
  rows
    .map((cells, index) => {
      const own = cells.map((text, column) =>
        text === null
          ? ""
          : `<c r="${String.fromCharCode(65 + column)}${first + index}" t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`,
      );
      return `<row r="${first + index}">${own.join("")}</row>`;
    })
    .join("");
