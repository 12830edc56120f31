import { csv } from "../../dashboards/csv.ts";
import type { Engine } from "../engines/engine.ts";
import { groupBy } from "../group.ts";

/** The units of one service point that have their birthday in the 30 days after the as-of. */
export interface BirthdayList {
  /** Null for units that no service point has looked after yet. */
  service_point_id: string | null;
  units: number;
  text: string;
}

interface Birthday {
  service_point_id: string | null;
  due_on: string;
  serial: string;
  category: string | null;
  model: string;
  region: string | null;
  years: number;
  is_vip: boolean;
  has_install_note: boolean;
}

/**
 * One list a service point: the one that looked after the unit last has its care. Who asked not to be called is on none. Serials are personal:
 * a list is for its service point's own address and for nothing else.
 */
export async function birthdayLists(engine: Engine): Promise<BirthdayList[]> {
  const due = await engine.query<Birthday>(
    `WITH last AS (
       SELECT serial, max_by(service_point_id, created_at) AS service_point_id
       FROM stg_tickets WHERE serial IS NOT NULL AND service_point_id IS NOT NULL GROUP BY serial
     )
     SELECT last.service_point_id, CAST(birthday.due_on AS VARCHAR) AS due_on, birthday.serial, birthday.category, birthday.model,
       birthday.region, birthday.years, birthday.is_vip, birthday.has_install_note
     FROM int_birthdays AS birthday LEFT JOIN last ON birthday.serial = last.serial
     WHERE birthday.due_on > local_date(as_of()) AND NOT birthday.is_opted_out
     ORDER BY last.service_point_id NULLS LAST, birthday.due_on, birthday.serial`,
  );
  const columns = ["due_on", "serial", "category", "model", "region", "years", "is_vip", "has_install_note"] as const;
  return [...groupBy(due, ({ service_point_id }) => service_point_id ?? "").values()].map((units) => ({
    service_point_id: units[0]?.service_point_id ?? null,
    units: units.length,
    text: csv(
      columns,
      units.map((unit) => columns.map((column) => unit[column])),
    ),
  }));
}
