import { type Delivery, deliver } from "../deliver.ts";
import { exitCodes, UserError } from "../errors.ts";
import { lockWorkspace } from "../lock.ts";
import { defineVerb } from "../verb.ts";
import { openWorkspace } from "../workspace.ts";

export default defineVerb({
  summary: "Send the reports of the newest bundle, or of --as-of, to the people and chats of recipients.yaml",
  options: {
    send: { type: "boolean", description: "Send; without it only what would be sent is shown" },
    "dry-run": { type: "boolean", description: "Send nothing, as without --send" },
  },
  async run({ options, env }) {
    const { send, "dry-run": dryRun, "as-of": day } = options;
    if (send && dryRun) throw new UserError("--send and --dry-run contradict each other; wanted one of them.");
    if (day !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(day)) {
      throw new UserError(`--as-of "${day}" names no bundle of reports; wanted YYYY-MM-DD.`);
    }
    const workspace = await openWorkspace(options.workspace);
    const release = await lockWorkspace(workspace);
    try {
      const deliveries = await deliver({ workspace, day, send, env });
      env.write(options.json ? `${JSON.stringify(deliveries)}\n` : deliveries.map((one) => line(one, send)).join(""));
      return deliveries.some(({ state }) => state === "failed") ? exitCodes.source : exitCodes.done;
    } finally {
      await release();
    }
  },
});

function line({ channel, kind, role, to, subject, reports, state, problem, preview }: Delivery, send: boolean): string {
  const whom = `${role} by ${channel} (${kind}${to === null ? "" : `, ${to}`})`;
  if (state === "nothing new") return `${whom}: nothing new\n`;
  const what = `"${subject}", ${reports.length} report${reports.length === 1 ? "" : "s"}`;
  if (send) return `${whom}: ${state}, ${what}${problem === null ? "" : `; ${problem}`}\n`;
  return `${whom}: would send ${what}, ${Buffer.byteLength(JSON.stringify(preview)).toLocaleString("en")} bytes; --json shows it\n`;
}
