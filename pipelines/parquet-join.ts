import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { stat } from "node:fs/promises";
import { replaceFile } from "./files.ts";
import { emptyChunk } from "./parquet-empty.ts";
import { type List, readStruct, type Struct, writeStruct } from "./parquet-footer.ts";

const magic = Buffer.from("PAR1");
/** No more is copied at once. */
const most = 8 << 20;

/** Fields of parquet.thrift that are read or moved here. */
const file = { schema: 2, rows: 3, groups: 4, orders: 7 };
const element = { name: 4, children: 5 };
const group = { columns: 1, bytes: 2, rows: 3, sorting: 4, offset: 5, compressed: 6, ordinal: 7 };
const chunk = { offset: 2, meta: 3, indexes: [4, 5, 6, 7] };
const meta = { bytes: 6, compressed: 7, data: 9, index: 10, dictionary: 11, bloom: [14, 15] };

/**
 * Makes one Parquet file of several that have the same flat columns, of which `keep` names those to take: the pages are copied as
 * they are, row group by row group in the order of the files, and only the footer is written anew. A column of the first file that
 * another lacks has no value there. Indexes and bloom filters are left out. The file appears whole or not at all; returns its rows.
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
      let joined: { footer: Struct; leaves: Struct[]; kept: Struct[] } | undefined;
      for (const path of paths) {
        const source = openSync(path, "r");
        try {
          const footer = readFooter(source, (await stat(path)).size);
          const leaves = leavesOf(footer);
          joined ??= { footer, leaves, kept: leaves.filter((leaf) => keep.has(nameOf(leaf))) };
          const has = new Map(joined.leaves.map((leaf) => [nameOf(leaf), leaf]));
          if (!leaves.every((leaf) => isSame(leaf, has.get(nameOf(leaf))))) {
            throw new Error(`${path} has other columns than ${paths[0]}`);
          }
          const places = new Map(leaves.map((leaf, index) => [nameOf(leaf), index]));
          const columns = joined.kept.map((leaf) => ({ leaf, index: places.get(nameOf(leaf)) }));
          for (const each of listOf(footer, file.groups).items) {
            at = copyGroup(each as Struct, columns, { source, out, at });
            if ((each as Struct).has(group.ordinal)) set(each as Struct, group.ordinal, groups.length);
            groups.push(each as Struct);
          }
        } finally {
          closeSync(source);
        }
      }
      if (joined === undefined) throw new Error("no Parquet file to join");
      const rows = groups.reduce((sum, each) => sum + numberOf(each, group.rows), 0);
      const bytes = footerOf(joined, groups, rows);
      const length = Buffer.alloc(4);
      length.writeUInt32LE(bytes.length);
      put(out, Buffer.concat([bytes, length, magic]), at);
      return rows;
    } finally {
      closeSync(out);
    }
  });
}

function readFooter(source: number, size: number): Struct {
  const tail = read(source, size - 8, 8);
  const length = tail.readUInt32LE(0);
  if (!tail.subarray(4).equals(magic) || length > size - 12) throw new Error("not a Parquet file");
  return readStruct(read(source, size - 8 - length, length));
}

/** What the schema says of each column. */
function leavesOf(footer: Struct): Struct[] {
  const [root, ...leaves] = listOf(footer, file.schema).items as Struct[];
  if (root === undefined || numberOf(root, element.children) !== leaves.length || leaves.some(isNested)) {
    throw new Error("only flat columns can be joined");
  }
  return leaves;
}

const isNested = (leaf: Struct) => leaf.has(element.children) && numberOf(leaf, element.children) > 0;
const nameOf = (leaf: Struct) => String(leaf.get(element.name)?.value);
const isSame = (leaf: Struct, other: Struct | undefined) =>
  other !== undefined && writeStruct(leaf).equals(writeStruct(other));

/** A column to take, and where it stands among those of a file; without an index it has no values there. */
interface Column {
  leaf: Struct;
  index: number | undefined;
}

/** Copies the chunks of the kept columns to the end of a file and makes the row group say where they are; returns the new end. */
function copyGroup(each: Struct, kept: readonly Column[], files: { source: number; out: number; at: number }): number {
  const all = listOf(each, group.columns);
  const given = all.items;
  all.items = [];
  const sums = { bytes: 0, compressed: 0 };
  // Chunks that lie side by side are copied together.
  let run = { from: 0, length: 0 };
  let end = files.at;
  const flush = () => {
    copy(files, run, end - run.length);
    run = { from: 0, length: 0 };
  };
  for (const { leaf, index } of kept) {
    if (index === undefined) {
      flush();
      const { bytes, chunk } = emptyChunk(leaf, numberOf(each, group.rows), end);
      put(files.out, bytes, end);
      all.items.push(chunk);
      sums.bytes += bytes.length;
      sums.compressed += bytes.length;
      end += bytes.length;
      continue;
    }
    const column = given[index] as Struct;
    all.items.push(column);
    const own = column.get(chunk.meta)?.value as Struct;
    const starts = [meta.data, meta.index, meta.dictionary].flatMap((id) => (own.has(id) ? numberOf(own, id) : []));
    const from = Math.min(...starts);
    const length = numberOf(own, meta.compressed);
    if (run.from + run.length !== from) {
      flush();
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
  flush();
  set(each, group.bytes, sums.bytes);
  if (each.has(group.compressed)) set(each, group.compressed, sums.compressed);
  if (each.has(group.offset)) set(each, group.offset, files.at);
  each.delete(group.sorting);
  return end;
}

function footerOf(
  { footer, leaves, kept }: { footer: Struct; leaves: readonly Struct[]; kept: readonly Struct[] },
  groups: Struct[],
  rows: number,
): Buffer {
  const schema = listOf(footer, file.schema);
  const [root] = schema.items as Struct[];
  if (root !== undefined) set(root, element.children, kept.length);
  schema.items = [root, ...kept] as Struct[];
  const orders = footer.get(file.orders)?.value as List | undefined;
  if (orders !== undefined) orders.items = orders.items.filter((_, index) => kept.includes(leaves[index] as Struct));
  listOf(footer, file.groups).items = groups;
  set(footer, file.rows, rows);
  return writeStruct(footer);
}

function copy({ source, out }: { source: number; out: number }, run: { from: number; length: number }, to: number) {
  for (let done = 0; done < run.length; ) {
    const bytes = read(source, run.from + done, Math.min(most, run.length - done));
    put(out, bytes, to + done);
    done += bytes.length;
  }
}

function put(out: number, bytes: Buffer, to: number): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(out, bytes, done, bytes.length - done, to + done);
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
