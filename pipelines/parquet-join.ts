import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { stat } from "node:fs/promises";
import { replaceFile } from "./files.ts";
import { type List, readStruct, type Struct, type Value, writeStruct } from "./parquet-footer.ts";

const magic = Buffer.from("PAR1");
/** No more is copied at once. */
const most = 8 << 20;

/** Fields of parquet.thrift that are read or moved here. */
const file = { schema: 2, rows: 3, groups: 4, orders: 7 };
const element = { name: 4, children: 5 };
const group = { columns: 1, bytes: 2, sorting: 4, offset: 5, compressed: 6, ordinal: 7 };
const chunk = { offset: 2, meta: 3, indexes: [4, 5, 6, 7] };
const meta = { bytes: 6, compressed: 7, data: 9, index: 10, dictionary: 11, bloom: [14, 15] };

/**
 * Makes one Parquet file of several that have the same flat columns, of which `keep` names those to take: the pages are copied as
 * they are, row group by row group in the order of the files, and only the footer is written anew. Indexes and bloom filters
 * are left out. The file appears whole or not at all; returns its rows.
 */
export async function joinParquet(
  paths: readonly string[],
  target: string,
  keep: ReadonlySet<string>,
): Promise<number> {
  return replaceFile(target, async (temporary) => {
    const out = openSync(temporary, "w");
    try {
      let at = writeSync(out, magic);
      const groups: Struct[] = [];
      let joined: { footer: Struct; kept: number[]; schema: Buffer } | undefined;
      for (const path of paths) {
        const source = openSync(path, "r");
        try {
          const { footer, schema } = readFooter(source, (await stat(path)).size);
          joined ??= { footer, schema, kept: columnsOf(footer, keep) };
          if (!schema.equals(joined.schema)) throw new Error(`${path} has other columns than ${paths[0]}`);
          for (const each of listOf(footer, file.groups).items) {
            at = copyGroup(each as Struct, joined.kept, { source, out, at });
            if ((each as Struct).has(group.ordinal)) set(each as Struct, group.ordinal, groups.length);
            groups.push(each as Struct);
          }
        } finally {
          closeSync(source);
        }
      }
      if (joined === undefined) throw new Error("no Parquet file to join");
      const rows = groups.reduce((sum, each) => sum + numberOf(each, 3), 0);
      const bytes = footerOf(joined.footer, joined.kept, groups, rows);
      const length = Buffer.alloc(4);
      length.writeUInt32LE(bytes.length);
      const tail = Buffer.concat([bytes, length, magic]);
      for (let put = 0; put < tail.length; ) put += writeSync(out, tail, put, tail.length - put, at + put);
      return rows;
    } finally {
      closeSync(out);
    }
  });
}

function readFooter(source: number, size: number): { footer: Struct; schema: Buffer } {
  const tail = read(source, size - 8, 8);
  const length = tail.readUInt32LE(0);
  if (!tail.subarray(4).equals(magic) || length > size - 12) throw new Error("not a Parquet file");
  const footer = readStruct(read(source, size - 8 - length, length));
  const schema = footer.get(file.schema);
  return { footer, schema: writeStruct(new Map(schema === undefined ? [] : [[file.schema, schema]])) };
}

/** Numbers of the columns to keep. */
function columnsOf(footer: Struct, keep: ReadonlySet<string>): number[] {
  const [root, ...leaves] = listOf(footer, file.schema).items as Struct[];
  if (root === undefined || numberOf(root, element.children) !== leaves.length || leaves.some(isNested)) {
    throw new Error("only flat columns can be joined");
  }
  return leaves.flatMap((leaf, index) => (keep.has(String(leaf.get(element.name)?.value)) ? [index] : []));
}

const isNested = (leaf: Struct) => leaf.has(element.children) && numberOf(leaf, element.children) > 0;

/** Copies the chunks of the kept columns to the end of a file and makes the row group say where they are; returns the new end. */
function copyGroup(each: Struct, kept: readonly number[], files: { source: number; out: number; at: number }): number {
  const all = listOf(each, group.columns);
  all.items = kept.map((index) => all.items[index] as Value);
  const sums = { bytes: 0, compressed: 0 };
  // Chunks that lie side by side are copied together.
  let run = { from: 0, length: 0 };
  let end = files.at;
  for (const column of all.items as Struct[]) {
    const own = column.get(chunk.meta)?.value as Struct;
    const starts = [meta.data, meta.index, meta.dictionary].flatMap((id) => (own.has(id) ? numberOf(own, id) : []));
    const from = Math.min(...starts);
    const length = numberOf(own, meta.compressed);
    if (run.from + run.length !== from) {
      copy(files, run, end - run.length);
      run = { from, length: 0 };
    }
    for (const id of [meta.data, meta.index, meta.dictionary]) {
      if (own.has(id)) set(own, id, numberOf(own, id) + end - from);
    }
    if (numberOf(column, chunk.offset) > 0) set(column, chunk.offset, numberOf(column, chunk.offset) + end - from);
    for (const id of chunk.indexes) column.delete(id);
    for (const id of meta.bloom) own.delete(id);
    sums.bytes += numberOf(own, meta.bytes);
    sums.compressed += length;
    run.length += length;
    end += length;
  }
  copy(files, run, end - run.length);
  set(each, group.bytes, sums.bytes);
  if (each.has(group.compressed)) set(each, group.compressed, sums.compressed);
  if (each.has(group.offset)) set(each, group.offset, files.at);
  each.delete(group.sorting);
  return end;
}

function footerOf(footer: Struct, kept: readonly number[], groups: Struct[], rows: number): Buffer {
  const schema = listOf(footer, file.schema);
  const [root, ...leaves] = schema.items as Struct[];
  if (root !== undefined) set(root, element.children, kept.length);
  schema.items = [root, ...kept.map((index) => leaves[index])] as Struct[];
  const orders = footer.get(file.orders)?.value as List | undefined;
  if (orders !== undefined) orders.items = kept.map((index) => orders.items[index] as Value);
  listOf(footer, file.groups).items = groups;
  set(footer, file.rows, rows);
  return writeStruct(footer);
}

function copy({ source, out }: { source: number; out: number }, run: { from: number; length: number }, to: number) {
  for (let done = 0; done < run.length; ) {
    const bytes = read(source, run.from + done, Math.min(most, run.length - done));
    for (let put = 0; put < bytes.length; ) {
      put += writeSync(out, bytes, put, bytes.length - put, to + done + put);
    }
    done += bytes.length;
  }
}

function read(source: number, from: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  for (let held = 0; held < length; ) {
    const got = readSync(source, bytes, held, length - held, from + held);
    if (got === 0) throw new Error("a Parquet file ends early");
    held += got;
  }
  return bytes;
}

const numberOf = (fields: Struct, id: number): number => Number(fields.get(id)?.value ?? 0);
const listOf = (fields: Struct, id: number): List => fields.get(id)?.value as List;

function set(fields: Struct, id: number, value: number): void {
  const field = fields.get(id);
  if (field !== undefined) field.value = value;
}
