import { createHash } from "node:crypto";
import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { type Answer, Client } from "./http/client.ts";
import { valueAt } from "./http/json.ts";
import { type HttpRequest, httpOptions } from "./http/options.ts";
import { readOptions } from "./options.ts";
import { defineSource, type FetchContext, type Json, type Range, type Source, SourceError } from "./source.ts";

/** Where a request goes on: within a window, at a page; nothing where the next fetch begins anew. */
const positionSchema = z.object({
  /** End of the last window that was read whole. */
  to: z.string().optional(),
  /** The window being read, where its pages are not all read yet. */
  window: z.object({ from: z.string(), to: z.string() }).optional(),
  cursor: z.string().optional(),
  page: z.number().optional(),
  link: z.string().optional(),
});
type Position = z.infer<typeof positionSchema>;

/**
 * Tickets, ratings or feedback of an HTTP interface that answers with JSON, page by page. Every page is written down as it is
 * read; after `batchRecords` they are put on disk for good and the reading goes on from there, also after it was killed.
 */
export function http(given: z.input<typeof httpOptions>, clock: () => Date = () => new Date()): Source {
  const options = readOptions(httpOptions, "http", given);
  return defineSource({
    name: options.name,
    ...(options.mapping === undefined ? {} : { mapping: options.mapping }),
    async fetch(context) {
      const client = new Client(options, context);
      const before = z
        .record(z.string(), positionSchema)
        .catch({})
        .parse(context.state ?? {});
      const asWhole = ({ file, window }: HttpRequest) => window === undefined && context.whole?.has(file) === true;
      const results = await Promise.all(
        options.requests.map(async (given) => {
          const request = asWhole(given) ? { ...given, complete: true } : given;
          const reader = new Reader({
            request,
            client,
            context,
            now: clock(),
            most: request.complete ? Number.POSITIVE_INFINITY : options.batchRecords,
            name: options.name,
          });
          return { request, ...(await reader.read(asWhole(given) ? {} : (before[request.file] ?? {}))) };
        }),
      );
      const state = Object.fromEntries(results.map(({ request, position }) => [request.file, position]));
      const written = results.filter(({ rows, total }) => rows > 0 || total !== undefined);
      const isWhole = ({ complete }: HttpRequest) => complete && context.range === undefined;
      return {
        state: state as Json,
        files: Object.fromEntries(
          written.map(({ request, rows, total }) => [
            request.file,
            {
              rows,
              ...(isWhole(request) ? { complete: true } : {}),
              ...(total === undefined || request.window !== undefined ? {} : { held: total }),
            },
          ]),
        ),
        more: results.some(({ isDone }) => !isDone),
      };
    },
    async check({ variables, signal }) {
      const context = { variables, signal, say: () => {}, range: undefined, into: "" };
      const client = new Client({ ...options, retries: 0 }, context);
      const looks: string[] = [];
      for (const request of options.requests)
        looks.push(await new Reader({ request, client, context, now: clock(), most: 0, name: options.name }).look());
      return `answers; ${looks.join("; ")}`;
    },
  });
}

interface Reading {
  request: HttpRequest;
  client: Client;
  context: Pick<FetchContext, "range" | "say" | "into">;
  now: Date;
  /** Records after which the rest is left for the next fetch. */
  most: number;
  name: string;
}

interface Progress {
  position: Position;
  /** Nothing is left for now. */
  isDone: boolean;
}

/** Pages without a record one after another, after which no end is expected any more. */
const mostEmptyPages = 1_000;

/** The keys of an answer that is not what was wanted, and what stands under those by which servers say what is wrong. */
function saidIn(body: unknown): string {
  if (typeof body !== "object" || body === null) return "";
  const said = Object.entries(body)
    .filter(([key, value]) => /^(err|error|msg|message|code|status|detail|reason)/i.test(key) && isShort(value))
    .map(([key, value]) => `${key} ${JSON.stringify(value)}`);
  return ` It has ${Object.keys(body).slice(0, 20).join(", ")}${said.length > 0 ? `; it says ${said.join(", ")}` : ""}.`;
}

const isShort = (value: unknown) => typeof value === "number" || (typeof value === "string" && value.length <= 200);

/** Reads one request to its end, or until it has enough. */
class Reader {
  readonly #reading: Reading;
  readonly #what: string;
  readonly #seen = new Set<string>();
  #lastPage = "";
  #rows = 0;
  #pages = 0;
  #emptyPages = 0;
  /** Records there are in all by the last answer, and those of the window that were read. */
  #total: number | undefined;
  #inWindow = 0;
  constructor(reading: Reading) {
    this.#reading = reading;
    this.#what = `${reading.name}: ${reading.request.file}`;
  }

  async read(before: Position): Promise<Progress & { rows: number; total: number | undefined }> {
    const { say } = this.#reading.context;
    const progress = await this.#readOn(before);
    if (this.#pages > 0) say(`${this.#what}: ${this.#rows.toLocaleString("en")} records on ${this.#pages} pages`);
    return { ...progress, rows: this.#rows, total: this.#total };
  }

  async #readOn(before: Position): Promise<Progress> {
    const { request, context, now } = this.#reading;
    const { range } = context;
    if (request.window === undefined) {
      if (range === undefined) return this.#readPages(before);
      throw new SourceError(`${this.#what} has no window, so a span of time cannot be asked for again.`);
    }
    let at = range === undefined ? before : {};
    for (const window of windowsOf(request.window, at, range, now)) {
      const isBegun = at.window !== undefined;
      this.#inWindow = 0;
      const { position, isDone } = await this.#readPages(isBegun ? at : { window });
      if (!isDone) return { position: { ...position, window }, isDone };
      // Of a window that was begun by another fetch, only the rest was read.
      if (!isBegun) this.#holdAgainstTotal(window);
      at = { to: window.to };
    }
    return { position: at, isDone: true };
  }

  async #readPages(from: Position): Promise<Progress> {
    const { client, context, most } = this.#reading;
    const { window } = from;
    const inWindow = window === undefined ? {} : { window };
    this.#seen.clear();
    this.#emptyPages = 0;
    this.#lastPage = "";
    for (let at = from; ; ) {
      const url = this.#address(at);
      if (this.#seen.has(url.href))
        throw new SourceError(
          `${this.#what}: page ${this.#pages + 1} is one that was read before; its pages go round.`,
        );
      this.#seen.add(url.href);
      const answer = await client.get(url, `${this.#what}: page ${this.#pages + 1}`);
      const records = this.#recordsOf(answer.body);
      this.#total = this.#totalOf(answer.body);
      const isSame = this.#isSame(records);
      const { position, isDone } = isSame
        ? { position: {}, isDone: true }
        : this.#next(at, url, answer, records.length);
      if (!isSame) await this.#write(records);
      this.#emptyPages = records.length === 0 ? this.#emptyPages + 1 : 0;
      if (this.#emptyPages >= mostEmptyPages)
        throw new SourceError(
          `${this.#what}: ${mostEmptyPages.toLocaleString("en")} pages in a row held no record and each named another.`,
        );
      if (isDone) return { position, isDone };
      at = { ...position, ...inWindow };
      if (this.#rows >= most && context.range === undefined) return { position: at, isDone };
    }
  }

  #address({ window, cursor, page, link }: Position): URL {
    const { request, client } = this.#reading;
    const { paging } = request;
    const url = client.address(link ?? request.path);
    if (link !== undefined) return url;
    const parameters = { ...request.query };
    if (request.window !== undefined && window !== undefined) {
      parameters[request.window.from] = written(window.from, request.window.format);
      parameters[request.window.to] = written(window.to, request.window.format);
    }
    if (paging.by === "cursor" && cursor !== undefined) {
      // The cursor knows where it began.
      if (paging.start !== undefined) delete parameters[paging.start];
      parameters[paging.parameter] = cursor;
    }
    if (paging.by === "page") parameters[paging.parameter] = String(page ?? paging.first);
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    return url;
  }

  /** A window of which fewer records came than the server counts is asked for again by the next run. */
  #holdAgainstTotal({ from, to }: Range): void {
    if (this.#total === undefined || this.#inWindow >= this.#total) return;
    throw new Error(
      `${this.#what}: the server counts ${this.#total} records between ${from} and ${to} and gave ${this.#inWindow}`,
    );
  }

  #totalOf(body: unknown): number | undefined {
    const { total } = this.#reading.request;
    if (total === undefined) return undefined;
    const count = Number(valueAt(body, total) ?? Number.NaN);
    if (Number.isInteger(count) && count >= 0) return count;
    throw new SourceError(`${this.#what}: "${total}" is no number of records.`);
  }

  /** Says how many records the first page has, and how many there are; writes nothing. */
  async look(): Promise<string> {
    const { request, client, now } = this.#reading;
    const [window] = request.window === undefined ? [] : windowsOf(request.window, {}, undefined, now);
    const { body } = await client.get(this.#address(window === undefined ? {} : { window }), this.#what);
    const total = this.#totalOf(body);
    const all = total === undefined ? "" : ` of ${total.toLocaleString("en")}`;
    return `${request.file}: ${this.#recordsOf(body).length}${all} records on the first page`;
  }

  #recordsOf(body: unknown): unknown[] {
    const { records } = this.#reading.request;
    const list = valueAt(body, records);
    if (Array.isArray(list)) return list;
    const place = records === "" ? "the answer" : `"${records}"`;
    throw new SourceError(`${this.#what}: ${place} is no list of records.${saidIn(body)}`);
  }

  /** Whether a numbered page brings what the last one brought: some servers give their last page for ever. */
  #isSame(records: readonly unknown[]): boolean {
    const { paging } = this.#reading.request;
    if (paging.by !== "page" || records.length === 0) return false;
    const hash = createHash("sha256").update(JSON.stringify(records)).digest("hex");
    const isSame = hash === this.#lastPage;
    this.#lastPage = hash;
    if (isSame && this.#seen.size === 2)
      throw new SourceError(
        `${this.#what}: the second page is the same as the first; does the server know "${paging.parameter}"?`,
      );
    return isSame;
  }

  async #write(records: readonly unknown[]): Promise<void> {
    const { request, context } = this.#reading;
    const added = Object.entries(request.add);
    const whole = (record: unknown) =>
      added.length === 0 || typeof record !== "object" || record === null
        ? record
        : { ...record, ...Object.fromEntries(added.map(([key, path]) => [key, valueAt(record, path) ?? null])) };
    const lines = records.map((record) => `${JSON.stringify(whole(record))}\n`).join("");
    if (lines !== "") await appendFile(join(context.into, request.file), lines);
    this.#rows += records.length;
    this.#inWindow += records.length;
    this.#pages += 1;
  }

  /** Where the page after this one is; without one, where the next fetch begins. */
  #next(at: Position, url: URL, { body, next }: Answer, records: number): Progress {
    const { paging } = this.#reading.request;
    const anew: Progress = { position: {}, isDone: true };
    switch (paging.by) {
      case "none":
        return anew;
      case "page": {
        const isLast = records === 0 || (paging.size !== undefined && records < paging.size);
        return isLast ? anew : { position: { page: (at.page ?? paging.first) + 1 }, isDone: false };
      }
      case "link": {
        const link = paging.next === undefined ? next : textOf(valueAt(body, paging.next));
        if (link === undefined) return anew;
        if (!URL.canParse(link, url)) throw new SourceError(`${this.#what}: the address of the next page is none.`);
        return { position: { link: new URL(link, url).href }, isDone: false };
      }
      case "cursor": {
        const cursor = textOf(valueAt(body, paging.next));
        const kept = cursor ?? at.cursor;
        if (paging.end === undefined) return cursor === undefined ? anew : { position: { cursor }, isDone: false };
        if (valueAt(body, paging.end) === true)
          return { position: kept === undefined ? {} : { cursor: kept }, isDone: true };
        if (cursor !== undefined) return { position: { cursor }, isDone: false };
        throw new SourceError(
          `${this.#what}: neither "${paging.end}" nor a cursor at "${paging.next}" is in the answer.`,
        );
      }
    }
  }
}

const textOf = (value: unknown): string | undefined =>
  (typeof value === "string" && value !== "") || typeof value === "number" ? String(value) : undefined;

type Window = NonNullable<HttpRequest["window"]>;

function written(time: string, format: Window["format"]): string {
  if (format === "iso") return time;
  const milliseconds = Date.parse(time);
  return String(format === "epoch" ? Math.floor(milliseconds / 1000) : milliseconds);
}

const minute = 60_000;

/** The windows up to now, from where the last fetch ended less the overlap; one that was begun comes first. */
function* windowsOf(window: Window, before: Position, range: Range | undefined, now: Date): Generator<Range> {
  const last = range === undefined ? now.getTime() : Date.parse(range.to);
  let from = Date.parse(range?.from ?? window.start);
  if (before.window !== undefined) {
    yield before.window;
    from = Date.parse(before.window.to);
  } else if (before.to !== undefined) from = Date.parse(before.to) - window.overlapMinutes * minute;
  while (from < last) {
    const to = Math.min(last, from + window.hours * 60 * minute);
    yield { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
    from = to;
  }
}
