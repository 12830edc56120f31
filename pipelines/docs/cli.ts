import { loadVerb, verbNames } from "../cli.ts";
import { commonOptions, type Option, type Verb } from "../verb.ts";
import { code, generated, page, table } from "./markdown.ts";

/** Reference of the command line, read from the verbs' own declarations. */
export async function cliPage(): Promise<string> {
  const verbs = await Promise.all((await verbNames()).map(async (name) => ({ name, verb: await loadVerb(name) })));
  return page(
    generated,
    "# Command line",
    "`npx huiyin <verb>` from a checkout; `npx huiyin <verb> --help` prints the same.",
    table(
      ["verb", "does"],
      verbs.map(({ name, verb }) => [`[${code(name)}](#${name})`, verb.summary]),
    ),
    "## Options every verb takes",
    optionTable(commonOptions),
    "## Exit codes",
    table(
      ["code", "meaning"],
      [
        ["0", "done"],
        ["1", "the quality gate refused to publish"],
        ["2", "usage or configuration"],
        ["3", "a source failed after its retries"],
        ["4", "another run holds the workspace"],
      ],
    ),
    ...verbs.map(({ name, verb }) => verbSection(name, verb)),
  );
}

function verbSection(name: string, verb: Verb): string {
  const positionals = verb.positionals.map((p) => (p.required ? p.name : `[${p.name}]`));
  return [
    `## ${name}`,
    `${verb.summary}.`.replace(/\.\.$/, "."),
    `    ${["npx huiyin", name, ...positionals, "[options]"].join(" ")}`,
    ...(verb.positionals.length > 0
      ? [
          table(
            ["argument", "is"],
            verb.positionals.map((p) => [code(p.name), p.description]),
          ),
        ]
      : []),
    ...(Object.keys(verb.options).length > 0 ? [optionTable(verb.options)] : []),
  ].join("\n\n");
}

function optionTable(options: Record<string, Option>): string {
  return table(
    ["option", "default", "is"],
    Object.entries(options).map(([key, option]) => [
      code(`--${key}${option.type === "string" ? ` ${option.value ?? "VALUE"}` : ""}`),
      option.default === undefined ? "" : code(option.default),
      option.description,
    ]),
  );
}
