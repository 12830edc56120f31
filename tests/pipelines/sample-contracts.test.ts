import { readdirSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { type Field, fieldsOf } from "../../sources/contracts/entity.ts";
import { type EntityName, entities, entityNames } from "../../sources/contracts/index.ts";
import { type Planted, planted, rowsOf, sampleFolder } from "./sample-folder.ts";

let folder = "";
let truth: Planted;
beforeAll(() => {
  folder = sampleFolder(0.05);
  truth = planted(folder);
});

/** A cell as its contract types it; what cannot be read so is left as it is and fails the schema. */
function typed(field: Field, value: unknown): unknown {
  if (value === "" || value === undefined) return undefined;
  if (typeof value !== "string") return value;
  switch (field.kind) {
    case "timestamp":
      return /[Z+]/.test(value) ? new Date(value).toISOString() : `${value}Z`;
    case "month":
      return `${value}-01`;
    case "integer":
    case "number":
      return Number(value);
    case "boolean":
      return value === "true" ? true : value === "false" ? false : value;
    case "json":
      return JSON.parse(value);
    default:
      return value;
  }
}

/** The contract's rules that quarantine, as they apply to the sample's text timestamps. */
const breaksRule: Partial<Record<EntityName, (row: Record<string, string>) => boolean>> = {
  tickets: (row) =>
    (row.closed_at !== "" && (row.closed_at ?? "") < (row.created_at ?? "")) ||
    (row.requested_to !== "" && (row.requested_to ?? "") < (row.requested_from ?? "")) ||
    (row.merged_into !== "" && row.merged_into === row.ticket_id),
  visits: (row) => row.left_at !== "" && (row.left_at ?? "") < (row.arrived_at ?? ""),
  ratings: (row) => row.answered_at !== "" && (row.answered_at ?? "") < (row.invited_at ?? ""),
};

const filesOf = (entity: string) =>
  readdirSync(folder).filter((file) => new RegExp(`^${entity}(-[a-z0-9]+)?\\.(csv|tsv|jsonl)(\\.gz)?$`).test(file));

describe("rows of the sample", () => {
  test.each(entityNames)(
    "%s: pass the contract but for the planted ones, keys unique but for the planted ones",
    (name) => {
      const entity = entities[name];
      const fields = fieldsOf(entity);
      const keys = new Set<string>();
      let rows = 0;
      let refused = 0;
      let repeated = 0;
      for (const file of filesOf(name)) {
        for (const row of rowsOf(folder, file)) {
          rows++;
          let isGood = row !== undefined;
          if (row !== undefined) {
            const values: Record<string, unknown> = {};
            for (const field of fields) {
              const value = typed(field, row[field.name]);
              if (value !== undefined) values[field.name] = value;
            }
            isGood = entity.schema.safeParse(values).success && !breaksRule[name]?.(row as Record<string, string>);
          }
          if (!isGood) refused++;
          else {
            const key = entity.key.map((column) => row?.[column] ?? "").join("\u0000");
            if (keys.has(key)) repeated++;
            keys.add(key);
          }
        }
      }
      const wanted = truth.quarantine.filter((bad) => bad.entity === name).reduce((sum, bad) => sum + bad.rows, 0);
      expect({ rows, refused, repeated }).toEqual({
        rows: truth.rows[name],
        refused: wanted,
        repeated: truth.superseded[name] ?? 0,
      });
      expect(rows).toBeGreaterThan(0);
    },
  );

  test("refer to each other", () => {
    const ids = (file: string, column: string) => new Set(rowsOf(folder, file).map((row) => row?.[column]));
    const tickets = new Set(
      filesOf("tickets").flatMap((file) => rowsOf(folder, file).map((row) => row?.ticket_id as string)),
    );
    for (const file of ["visits.csv", "ratings.csv", "charges.csv", "part_requests.csv", "logistics_legs.csv"]) {
      for (const row of rowsOf(folder, file))
        expect(tickets.has(row?.ticket_id as string), `${file} ${row?.ticket_id}`).toBe(true);
    }
    const points = ids("service_points.csv", "service_point_id");
    const engineers = ids("engineers.tsv", "engineer_id");
    for (const row of rowsOf(folder, "visits.csv")) {
      expect(points.has(row?.service_point_id)).toBe(true);
      expect(engineers.has(row?.engineer_id)).toBe(true);
    }
    const models = ids("products.csv", "model");
    const units = ids("units.csv", "serial");
    for (const row of rowsOf(folder, "tickets-2025.csv")) {
      if (row === undefined || String(row.ticket_id).startsWith("X") || row.ticket_id === "") continue;
      expect(models.has(row.model)).toBe(true);
      expect(row.serial === "" || units.has(row.serial)).toBe(true);
    }
  });

  test("happen in order and end at the as-of", () => {
    let newest = "";
    for (const row of rowsOf(folder, "ticket_events.csv")) {
      const at = row?.at as string;
      if (at > newest) newest = at;
    }
    expect(newest).toBe("2026-10-31T23:59:59");
    for (const row of rowsOf(folder, "visits.csv")) {
      const { arrived_at: arrived, visit_id: id } = row as Record<string, string>;
      expect((arrived ?? "") <= newest, id).toBe(true);
    }
  });
});
