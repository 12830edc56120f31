/** What the product asks of a SQL engine. Bulk data never passes through it as rows: it is read and written by SQL. */
export interface Engine {
  readonly name: "duckdb" | "spark";
  /** Runs exactly one statement; several are refused. */
  execute(sql: string): Promise<void>;
  /**
   * Reads a small result. BIGINT and DECIMAL come as numbers, TIMESTAMP as ISO 8601 in UTC with milliseconds,
   * DATE as YYYY-MM-DD, LIST as an array, NULL as null.
   */
  query<Row extends object = Record<string, unknown>>(sql: string): Promise<Row[]>;
  /** Reads a bulk result column by column, by name; cells as in `query`. */
  columns<Columns extends Record<string, readonly unknown[]>>(sql: string): Promise<Columns>;
  /** Adds rows to a table, column by column in the table's order; text and numbers are cast to the columns' types. */
  append(table: string, columns: readonly (readonly Cell[])[]): Promise<void>;
  /** Writes a query's rows, in their order, to a Parquet file that appears whole or not at all; returns the row count. */
  exportParquet(sql: string, path: string): Promise<number>;
  /** The parse tree of one statement as DuckDB serialises it; throws where the SQL does not parse. */
  parse(sql: string): Promise<SyntaxNode>;
  close(): Promise<void>;
}

/** A value written into a table from the program. */
export type Cell = string | number | boolean | null;

export type SyntaxNode = { [key: string]: unknown };

export { identifier, literal } from "../../sources/quote.ts";
