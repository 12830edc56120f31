import { access } from "node:fs/promises";
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
  const why = reasons.map(({ reason, rows }) => (rows === null ? reason : `${rows} ${reason}`)).join(", ");
  return `${metric_id} ${period_start.slice(0, 7)}: ${side(before)} -> ${side(now)}; ${why}`;
}

function describe(status: Status): string {
  const count = (n: number) => n.toLocaleString("en").padStart(12);
  const lines = [
    status.run === null
      ? "No run yet."
      : `Run ${status.run.run_id || "(none finished)"} of ${status.run.started_at}: ${status.run.outcome}, ${status.run.seconds} s`,
    `As of ${status.as_of ?? "(nothing)"}`,
    `Quality gate: ${status.gate.passed ? "passed" : "refused"}, ${status.gate.findings.length} findings`,
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
    for (const change of status.changes) lines.push(`  ${change.kind === "load" ? load(change) : number(change)}`);
  }
  return `${lines.join("\n")}\n`;
}
