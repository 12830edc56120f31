import { access } from "node:fs/promises";
import type { DifferentNumber } from "../../dashboards/published.ts";
import { exitCodes, UserError } from "../errors.ts";
import { openWarehouse } from "../run.ts";
import { type Change, readStatus, type Status } from "../status.ts";
import { defineVerb } from "../verb.ts";
import { openWorkspace } from "../workspace.ts";

export default defineVerb({
  summary: "Show freshness, rows per source, the quality gate, the last run and what came in since the one before",
  async run({ options, env }) {
    const workspace = await openWorkspace(options.workspace);
    await access(workspace.warehouse).catch(() => {
      throw new UserError(`The workspace ${workspace.dir} has had no run yet.`, {
        hint: "huiyin run --input DIR makes one.",
      });
    });
    const engine = await openWarehouse(workspace);
    try {
      const status = await readStatus(engine, workspace);
      env.write(options.json ? `${JSON.stringify(status)}\n` : describe(status));
    } finally {
      await engine.close();
    }
    return exitCodes.done;
  },
});

const load = (change: Extract<Change, { kind: "load" }>) =>
  `${change.source} as ${change.entity}: ${change.loaded} loaded, ${change.quarantined} quarantined, ${change.superseded} superseded`;

function number({ metric_id, period_start, before, now, reasons }: Extract<Change, { kind: "number" }>): string {
  const side = (one: typeof now) => (one?.value == null ? "-" : `${Number(one.value.toPrecision(4))} (n ${one.n})`);
  return `${metric_id} ${period_start.slice(0, 7)}: ${side(before)} -> ${side(now)}; ${reasons.map(reasonText).join(", ")}`;
}

function reasonText({ reason, rows, files }: DifferentNumber["reasons"][number]): string {
  const label = files ? `${reason} (${files.join(", ")})` : reason;
  return rows === null ? label : `${rows} ${label}`;
}

type ChangedTheme = Extract<Change, { kind: "theme" }>;

const isCurated = ({ reasons }: ChangedTheme) => reasons.some(({ reason }) => reason === "curation");

/** How many themes read otherwise, and each that people decided about. */
function themes(all: readonly ChangedTheme[]): string[] {
  const curated = all.filter(isCurated);
  return all.length === 0
    ? []
    : [`themes: ${all.length} read otherwise, ${curated.length} of them curated`, ...curated.map(theme)];
}

function theme({ theme_id, before, now, moved_in, moved_out, operations, reasons }: ChangedTheme): string {
  const texts = (side: typeof now) => (side === null ? "-" : side.n);
  const [label = "", was] = [...new Set([now?.label, before?.label].filter((name) => name !== undefined))];
  const became = now !== null && now.status !== before?.status ? [now.status] : [];
  const moves = moved_in + moved_out === 0 ? [] : [`${moved_in} moved in, ${moved_out} out`];
  const why = reasons.filter(({ rows }) => rows > 0 || operations.length === 0).map(reasonText);
  const decided = operations.map(
    ({ kind, operation_id, change }) => `${kind} ${operation_id}${change === "added" ? "" : ` ${change}`}`,
  );
  return `  ${theme_id} ${label}${was ? ` (was ${was})` : ""}: ${texts(before)} -> ${texts(now)} texts; ${[...became, ...moves, ...decided, ...why].join(", ")}`;
}

function describe(status: Status): string {
  const count = (n: number) => n.toLocaleString("en").padStart(12);
  const lines = [
    status.run === null
      ? "No run yet."
      : `Run ${status.run.run_id || "(none finished)"} of ${status.run.started_at}: ${status.run.outcome}, ${status.run.seconds} s`,
    `As of ${status.as_of ?? "(nothing)"}`,
    status.as_of === null
      ? "Quality gate: not asked yet; nothing was transformed"
      : `Quality gate: ${status.gate.passed ? "passed" : "refused"}, ${status.gate.findings.length} findings`,
    ...status.gate.findings.map(
      (finding) =>
        `  ${finding.severity}  ${finding.rule}${finding.subject === null ? "" : ` (${finding.subject})`}: ${finding.message_en}; ${finding.rows.toLocaleString("en")} rows`,
    ),
    "",
    `${"source".padEnd(32)}${"entity".padEnd(18)}${["read", "loaded", "quarantined", "superseded"].map((name) => name.padStart(12)).join("")}  newest`,
    ...status.sources.map(
      (source) =>
        `${source.source.padEnd(32)}${source.entity.padEnd(18)}${count(source.read)}${count(source.loaded)}${count(source.quarantined)}${count(source.superseded)}  ${source.newest_at ?? "-"} ${source.freshness}`,
    ),
  ];
  if (status.changes.length > 0) {
    lines.push("", "Since the run before:");
    for (const change of status.changes) {
      if (change.kind !== "theme") lines.push(`  ${change.kind === "load" ? load(change) : number(change)}`);
    }
    lines.push(...themes(status.changes.filter((change) => change.kind === "theme")).map((line) => `  ${line}`));
  }
  return `${lines.join("\n")}\n`;
}
