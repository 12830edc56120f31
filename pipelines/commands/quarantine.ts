import { exitCodes, UserError } from "../errors.ts";
import { type LoadRecord, loadHistory } from "../landing.ts";
import { type Reject, readQuarantine } from "../quarantine.ts";
import { replay } from "../replay.ts";
import { defineVerb } from "../verb.ts";
import { openWorkspace } from "../workspace.ts";

const number = (value: number) => value.toLocaleString("en");

export default defineVerb({
  summary: "List and show the rows that were put aside, or read their files again after a fix",
  positionals: [
    { name: "ACTION", description: "list, show or replay", required: true },
    { name: "WHICH", description: "show: an entity, a file or a load; all without" },
  ],
  options: {
    limit: { type: "string", value: "N", default: "20", description: "show: this many rows at most" },
  },
  async run({ positionals, options, env }) {
    const [action, which] = positionals;
    const workspace = await openWorkspace(options.workspace);
    const say = (value: unknown, text: () => string) => env.write(options.json ? `${JSON.stringify(value)}\n` : text());
    if (action === "replay") {
      if (options.input === undefined)
        throw new UserError("huiyin quarantine replay wants --input DIR.", {
          hint: "Rows of a pipeline file are read again by the next pull once its mapping has changed.",
        });
      const results = await replay({ workspace, input: options.input, env });
      const lines = results.map(({ source, entity, before, after }) =>
        after === null
          ? `${source} as ${entity}: ${number(before)} rows put aside; the file is no longer in the folder`
          : `${source} as ${entity}: ${number(before)} rows put aside before, ${number(after)} now`,
      );
      if (results.some(({ before, after }) => after !== null && after < before))
        lines.push("The next run counts the rows that were read now.");
      say(results, () => (lines.length === 0 ? "Nothing is in quarantine.\n" : `${lines.join("\n")}\n`));
      return exitCodes.done;
    }
    const loads = (await loadHistory(workspace)).filter((load) => load.quarantined > 0);
    if (action === "list") {
      const list = loads.map(({ source, entity, load_id, quarantined, rules }) => ({
        source,
        entity,
        load_id,
        rows: quarantined,
        rules: rules.filter((rule) => rule.action !== "warn"),
      }));
      say(list, () => (list.length === 0 ? "Nothing is in quarantine.\n" : `${list.map(listed).join("\n")}\n`));
      return exitCodes.done;
    }
    if (action !== "show") throw new UserError(`"${action}" is no action of quarantine; wanted list, show or replay.`);
    const limit = Number(options.limit);
    if (!Number.isInteger(limit) || limit < 1)
      throw new UserError(`--limit "${options.limit}" is no number of rows; wanted 1 or more.`);
    const chosen = which === undefined ? loads : loads.filter((load) => names(load).includes(which));
    if (which !== undefined && chosen.length === 0) {
      throw new UserError(`Nothing called "${which}" is in quarantine.`, {
        hint: "huiyin quarantine list names them.",
      });
    }
    const rejects: (Reject & { entity: string })[] = [];
    let [more, gone] = [0, 0];
    for (const { entity, load_id, quarantined } of chosen) {
      const room = limit - rejects.length;
      const found = await readQuarantine(workspace, entity, load_id, room);
      for (const reject of found) rejects.push({ entity, ...reject });
      if (found.length < room) gone += quarantined - found.length;
      else more += quarantined - found.length;
    }
    const left = [
      ...(more > 0 ? [`${number(more)} more; --limit says how many are shown.\n`] : []),
      ...(gone > 0 ? [`${number(gone)} more were put aside and are no longer on disk.\n`] : []),
    ];
    say(rejects, () => [...rejects.map(shown), ...left].join(""));
    return exitCodes.done;
  },
});

const names = ({ entity, source, load_id }: LoadRecord): string[] => [entity, source, load_id];

const listed = (load: { source: string; entity: string; load_id: string; rows: number; rules: LoadRecord["rules"] }) =>
  [
    `${load.source} as ${load.entity} (${load.load_id}): ${number(load.rows)} rows`,
    ...load.rules.map(({ rule, action, rows }) => `  ${rule}: ${number(rows)} (${action})`),
  ].join("\n");

/** As much of a row as fits on a screen; --json has all of it. */
const mostShown = 500;

/** Bytes that are no UTF-8 as a person may read them: as GB18030 where they are that, with signs for what they are not. */
function legible({ raw, raw_encoding }: Reject): string {
  if (raw_encoding !== "base64") return raw;
  const bytes = Buffer.from(raw, "base64");
  try {
    return `(as GB18030) ${new TextDecoder("gb18030", { fatal: true }).decode(bytes)}`;
  } catch {
    return `(not UTF-8) ${bytes.toString("utf8")}`;
  }
}

function short(text: string): string {
  if (text.length <= mostShown) return text;
  return `${text.slice(0, mostShown)}… (${number(text.length)} characters)`;
}

const shown = (reject: Reject) =>
  [
    `${reject.source}:${reject.line}  ${short(legible(reject))}`,
    ...reject.reasons.map(
      ({ field, rule, got, wanted }) => `  ${field} ${rule}: got ${short(got ?? "nothing")}, wanted ${wanted}`,
    ),
    "",
  ].join("\n");
