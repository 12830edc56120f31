import type { Weekly } from "../../transforms/signals/effect.ts";
import { type Engine, literal } from "../engines/engine.ts";
import { partKey, type Use, type Weeks } from "../signals/use.ts";
import { listed, type Scope } from "./scope.ts";

export type ExposureKind = "unit_months" | "reports" | "tickets";

/** Reports and exposure by week of what an action changes and of what it is compared with. */
export interface Sides {
  treated: Weekly;
  control: Weekly;
  /** Models, regions or service points in the control. */
  controls: number;
  exposureKind: ExposureKind;
}

interface Cell {
  member: string;
  week: number;
  reports: number;
  all: number;
}

const week0 = ({ starts }: Weeks) => literal(starts[0] as string);

/** Reads both sides over all weeks. Models and regions are exposed by their units in use, else by all their reports; service points by their repairs. */
export async function readSides(engine: Engine, scope: Scope, weeks: Weeks, use: Use): Promise<Sides> {
  const { comparison, models, family, parts } = scope;
  const treated = new Set(comparison === "models" ? models : parts);
  if (comparison === "service_points") {
    return sum(await pointCells(engine, scope, weeks), weeks, (member) => treated.has(member), "tickets");
  }
  if (comparison === "regions") {
    const cells = await partCells(engine, scope, weeks, { models, kind: "region" });
    return exposed(
      cells,
      weeks,
      (member) => treated.has(member),
      (region) =>
        add(
          weeks,
          models.map((model) => use.ofPart.get(partKey(model, `region\u001f${region}`))),
        ),
    );
  }
  const peers = family.filter((model) => !models.includes(model));
  const own =
    parts.length === 0
      ? await modelCells(engine, scope, weeks, models)
      : (await partCells(engine, scope, weeks, { models, kind: "batch" })).filter(({ member }) =>
          parts.includes(member),
        );
  const others = await modelCells(engine, scope, weeks, peers);
  return exposed(
    [...own, ...others],
    weeks,
    (member) => treated.has(member) || parts.includes(member),
    (member) =>
      parts.includes(member)
        ? add(
            weeks,
            models.map((model) => use.ofPart.get(partKey(model, `batch\u001f${member}`))),
          )
        : use.ofModel.get(member),
  );
}

/**
 * Both sides by when their units were made: weeks of units made before, then the same weeks of those made from `madeFrom` on. Peers of the same
 * months stand beside them, so that young units are compared with young ones. Weeks before `from` do not count.
 */
export async function readCohorts(engine: Engine, scope: Scope, weeks: Weeks, use: Use, from: number): Promise<Sides> {
  const { models, family, madeFrom } = scope;
  const made = await engine.columns<{ model: string[]; batch: string[]; is_new: boolean[] }>(
    `SELECT model, batch, production_month >= DATE ${literal(madeFrom ?? "")} AS is_new FROM int_batch_months
     WHERE model IN (${listed(family)}) AND production_month >= add_months(DATE ${literal(madeFrom ?? "")}, -12) ORDER BY ALL`,
  );
  const span = weeks.starts.length;
  const side = () => ({ reports: new Float64Array(2 * span), exposure: new Float64Array(2 * span) });
  const sides = { treated: side(), control: side() };
  const batchOf = new Map(
    made.model.map((model, i) => [partKey(model, made.batch[i] as string), made.is_new[i] === true]),
  );
  for (const [key, isNew] of batchOf) {
    const [model, batch] = key.split("\u001e") as [string, string];
    const into = models.includes(model) ? sides.treated : sides.control;
    const units = use.ofPart.get(partKey(model, `batch\u001f${batch}`));
    for (let week = 0; week < span; week++)
      into.exposure[week + (isNew ? span : 0)] = (into.exposure[week + (isNew ? span : 0)] ?? 0) + (units?.[week] ?? 0);
  }
  const counts = await engine.columns<{ model: string[]; batch: string[]; week: number[]; reports: number[] }>(
    `SELECT model, part_id AS batch, CAST(days_between(DATE ${week0(weeks)}, week_start) / 7 AS INTEGER) AS week, CAST(sum(reports) AS INTEGER) AS reports
     FROM int_signal_counts WHERE part_kind = 'batch' AND model IN (${listed(family)}) AND ${ofSubjects(scope)} GROUP BY ALL ORDER BY ALL`,
  );
  counts.model.forEach((model, i) => {
    const isNew = batchOf.get(partKey(model, counts.batch[i] as string));
    if (isNew === undefined || (counts.week[i] as number) < from) return;
    const into = models.includes(model) ? sides.treated : sides.control;
    const at = (counts.week[i] as number) + (isNew ? span : 0);
    into.reports[at] = (into.reports[at] ?? 0) + (counts.reports[i] as number);
  });
  return { ...sides, controls: family.length - models.length, exposureKind: "unit_months" };
}

const ofSubjects = ({ subjects }: Scope): string =>
  `(${subjects.map(({ kind, id }) => `subject_kind = ${literal(kind)} AND subject_id = ${literal(id)}`).join(" OR ")})`;

async function cellsOf(engine: Engine, sql: string): Promise<Cell[]> {
  const read = await engine.columns<{ member: string[]; week: number[]; reports: number[]; all: number[] }>(sql);
  return read.member.map((member, i) => ({
    member,
    week: read.week[i] as number,
    reports: read.reports[i] as number,
    all: read.all[i] as number,
  }));
}

const counted = (scope: Scope, weeks: Weeks, member: string, where: string): string =>
  `SELECT ${member} AS member, CAST(days_between(DATE ${week0(weeks)}, week_start) / 7 AS INTEGER) AS week,
     CAST(coalesce(sum(CASE WHEN ${ofSubjects(scope)} THEN reports END), 0) AS INTEGER) AS reports, CAST(sum(reports) AS INTEGER) AS "all"
   FROM int_signal_counts WHERE subject_kind IN (${listed(scope.subjects.map(({ kind }) => kind))}) AND ${where} GROUP BY ALL ORDER BY ALL`;

const modelCells = (engine: Engine, scope: Scope, weeks: Weeks, models: readonly string[]): Promise<Cell[]> =>
  cellsOf(engine, counted(scope, weeks, "model", `part_kind = 'all' AND model IN (${listed(models)})`));

const partCells = (
  engine: Engine,
  scope: Scope,
  weeks: Weeks,
  { models, kind }: { models: readonly string[]; kind: "batch" | "region" },
): Promise<Cell[]> =>
  cellsOf(engine, counted(scope, weeks, "part_id", `part_kind = '${kind}' AND model IN (${listed(models)})`));

function pointCells(engine: Engine, scope: Scope, weeks: Weeks): Promise<Cell[]> {
  const ofModels = scope.models.length === 0 ? "TRUE" : `model IN (${listed(scope.models)})`;
  return cellsOf(
    engine,
    `WITH said AS (SELECT DISTINCT report_id FROM int_signal_reports WHERE ${ofSubjects(scope)})
     SELECT service_point_id AS member, CAST(days_between(DATE ${week0(weeks)}, period_start('week', local_date(created_at))) / 7 AS INTEGER) AS week,
       CAST(count(said.report_id) AS INTEGER) AS reports, CAST(count(*) AS INTEGER) AS "all"
     FROM fct_tickets LEFT JOIN said ON said.report_id = ticket_id
     WHERE type = 'repair' AND NOT is_cancelled AND service_point_id IS NOT NULL AND ${ofModels}
       AND created_at <= as_of() AND local_date(created_at) >= DATE ${week0(weeks)} GROUP BY ALL ORDER BY ALL`,
  );
}

function add({ starts }: Weeks, all: readonly (Float64Array | undefined)[]): Float64Array {
  const total = new Float64Array(starts.length);
  for (const one of all)
    for (let week = 0; week < total.length; week++) total[week] = (total[week] ?? 0) + (one?.[week] ?? 0);
  return total;
}

/** Exposed by units where every side has them, else by all reports. */
function exposed(
  cells: readonly Cell[],
  weeks: Weeks,
  isTreated: (member: string) => boolean,
  unitsOf: (member: string) => Float64Array | undefined,
): Sides {
  const members = [...new Set(cells.map(({ member }) => member))];
  const hasUnits = (member: string) => unitsOf(member)?.some((units) => units > 0) ?? false;
  if (!members.some((member) => isTreated(member) && hasUnits(member))) return sum(cells, weeks, isTreated, "reports");
  const known = new Set(members.filter(hasUnits));
  const sides = sum(
    cells.filter(({ member }) => known.has(member)),
    weeks,
    isTreated,
    "unit_months",
  );
  const units = (wanted: boolean) =>
    add(weeks, [...known].filter((member) => isTreated(member) === wanted).map(unitsOf));
  return {
    ...sides,
    treated: { reports: sides.treated.reports, exposure: units(true) },
    control: { reports: sides.control.reports, exposure: units(false) },
  };
}

function sum(
  cells: readonly Cell[],
  { starts }: Weeks,
  isTreated: (member: string) => boolean,
  exposureKind: ExposureKind,
): Sides {
  const side = () => ({ reports: new Float64Array(starts.length), exposure: new Float64Array(starts.length) });
  const [treated, control] = [side(), side()];
  const controls = new Set<string>();
  for (const { member, week, reports, all } of cells) {
    const into = isTreated(member) ? treated : control;
    if (into === control) controls.add(member);
    into.reports[week] = (into.reports[week] ?? 0) + reports;
    into.exposure[week] = (into.exposure[week] ?? 0) + all;
  }
  return { treated, control, controls: controls.size, exposureKind };
}
