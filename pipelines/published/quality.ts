import type { Quality, SourceQuality } from "../../dashboards/published.ts";
import { entities, ruleLabel } from "../../sources/contracts/index.ts";
import type { Basis } from "../basis.ts";
import type { Engine } from "../engines/engine.ts";
import { readGate } from "../gate.ts";
import { countedHistory } from "../landing.ts";
import type { Workspace } from "../workspace.ts";

const day = 86_400_000;

/** What the about page says of the inputs: gate, rows by source, rules that fired, calendar and fields present. */
export async function readQuality(
  engine: Engine,
  workspace: Workspace,
  run: { run_id: string; as_of: string; basis: Basis },
): Promise<Quality> {
  const gate = await readGate(engine);
  const loads = await countedHistory(engine, workspace, run.basis.sequence);
  const asOf = new Date(run.as_of).getTime();
  const sources = new Map<string, SourceQuality>();
  const rules = new Map<string, Quality["rules"][number]>();
  for (const load of loads) {
    const key = `${load.source}\u0000${load.entity}`;
    const before = sources.get(key);
    const newest =
      [before?.newest_at, load.newest_at]
        .filter((at) => at != null)
        .sort()
        .at(-1) ?? null;
    sources.set(key, {
      source: load.source,
      entity: load.entity,
      read: (before?.read ?? 0) + load.read,
      loaded: (before?.loaded ?? 0) + load.loaded,
      quarantined: (before?.quarantined ?? 0) + load.quarantined,
      superseded: (before?.superseded ?? 0) + load.superseded,
      newest_at: newest,
      freshness_days: newest === null ? null : Math.max(0, Math.floor((asOf - new Date(newest).getTime()) / day)),
    });
    for (const { rule, action, rows } of load.rules) {
      const name = `${key}\u0000${rule}\u0000${action}`;
      const total = (rules.get(name)?.rows ?? 0) + rows;
      const label = ruleLabel(entities[load.entity], rule);
      rules.set(name, { source: load.source, entity: load.entity, rule, label, action, rows: total, share: null });
    }
  }
  const all = [...sources.values()].sort(
    (a, b) => a.entity.localeCompare(b.entity) || a.source.localeCompare(b.source),
  );
  const sum = (key: "read" | "loaded" | "quarantined" | "superseded") =>
    all.reduce((total, row) => total + row[key], 0);
  const years = await engine.query<{ year: number }>("SELECT year FROM input_calendar_coverage ORDER BY year");
  const presence = await engine.query<Quality["presence"][number]>(
    "SELECT entity, field, rows, filled FROM input_presence ORDER BY entity, field",
  );
  const promised = loads.flatMap(({ freshness }) => freshness?.warn ?? freshness?.fail ?? []);
  return {
    run_id: run.run_id,
    as_of: run.as_of,
    gate: {
      passed: gate.passed,
      findings: gate.findings.map(({ rule, severity, subject, rows, message_zh, message_en }) => ({
        rule,
        severity,
        subject: subject ?? "",
        rows,
        message: { zh: message_zh, en: message_en },
      })),
    },
    totals: {
      read: sum("read"),
      loaded: sum("loaded"),
      quarantined: sum("quarantined"),
      superseded: sum("superseded"),
    },
    sources: all,
    rules: [...rules.values()]
      .map((row) => {
        const read = sources.get(`${row.source}\u0000${row.entity}`)?.read ?? 0;
        return { ...row, share: read === 0 ? null : row.rows / read };
      })
      .sort((a, b) => b.rows - a.rows || a.entity.localeCompare(b.entity) || a.rule.localeCompare(b.rule)),
    calendar: { years: years.map(({ year }) => year) },
    presence,
    ...(promised.length === 0 ? {} : { promised_days: Math.min(...promised) }),
  };
}
