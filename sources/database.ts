import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { retry } from "./retry.ts";
import { defineSource, type FetchContext, type FetchResult, type Freshness, type Source } from "./source.ts";
import { checkTables, type Table } from "./tables.ts";

/** What every kind of database is told. */
export interface DatabaseOptions {
  name: string;
  /** Name of the variable that holds the address, such as postgres://user:password@host:port/database, or NAME_FILE the path of a file that does. */
  url: string;
  tables: readonly Table[];
  mapping?: string;
  freshness?: Freshness;
  /** Seconds a statement may take; an hour when absent. */
  timeout?: number;
  /** Milliseconds before the first retry; see retry.ts. */
  wait?: number;
}

/** Seconds a statement may take where a source is only asked whether it can be reached. */
export const checkSeconds = 5;

/** A source of tables: `attempt` fetches them once into an empty folder, and again where `isTransient` says that this may help; `check` asks once. */
export function databaseSource(
  { name, tables, mapping, freshness, wait }: DatabaseOptions,
  attempt: (context: FetchContext) => Promise<FetchResult>,
  isTransient: (error: Error) => boolean,
  check?: NonNullable<Source["check"]>,
): Source {
  checkTables(name, tables);
  return defineSource({
    name,
    ...(mapping === undefined ? {} : { mapping }),
    ...(freshness === undefined ? {} : { freshness }),
    ...(check === undefined ? {} : { check }),
    fetch: (context) =>
      retry(
        async () => {
          for (const left of await readdir(context.into)) await rm(join(context.into, left));
          return await attempt(context);
        },
        { what: name, signal: context.signal, say: context.say, isTransient, ...(wait === undefined ? {} : { wait }) },
      ),
  });
}
