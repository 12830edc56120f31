import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchMapping, parseMapping, unmatchedGlobs } from "../../sources/mapping.ts";
import { planFile } from "../../sources/plan.ts";
import { SourceError } from "../../sources/source.ts";

const contract = `defaults: {time_zone: Asia/Shanghai, nulls: ["", "?", NULL, 无], encoding: auto, duplicates: latest}     # latest | first | quarantine
files:
  "工单*.csv":
    entity: tickets
    columns:
      ticket_id: 工单号                  # plain rename
      created_at: {from: 报修时间, format: "%d/%m/%Y %H:%M"}
      type: {from: 类型, values: {维修: repair, 安装: install}, otherwise: quarantine}
      mode: {const: on_site}
      description: {concat: [故障现象, 备注], with: "；"}
    where: "状态 <> '测试'"              # one boolean SQL expression over the file's columns, sandboxed
    rules: {closed_at_before_created_at: quarantine}      # warn | drop | quarantine | fail, per rule
`;
const header = ["工单号", "报修时间", "类型", "故障现象", "备注", "状态", "Closed At", "价格"];
const plan = (text: string, path = "工单1.csv", cells: readonly string[] = header) =>
  planFile({ path, entity: undefined, header: cells, mapping: parseMapping(text, "mapping.yaml") });
const errorOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof SourceError) return error.message;
    throw error;
  }
  return "no error";
};
const parseError = (text: string) => errorOf(() => parseMapping(text, "mapping.yaml"));
const tickets = (columns: string, rest = "") =>
  `files:\n  a.csv:\n    entity: tickets\n    columns:\n${columns}${rest}`;

describe("the mapping of the contract", () => {
  it("plans every form of column, the leftovers and the canonical names that need no mapping", () => {
    const { settings, entities } = plan(contract);
    expect(settings).toEqual({
      time_zone: "Asia/Shanghai",
      nulls: ["", "?", "NULL", "无"],
      encoding: "auto",
      duplicates: "latest",
    });
    expect(entities).toEqual([
      {
        entity: "tickets",
        columns: {
          ticket_id: { from: "工单号" },
          created_at: { from: "报修时间", formats: ["%d/%m/%Y %H:%M"] },
          type: { from: "类型", values: { 维修: "repair", 安装: "install" }, otherwise: { kind: "quarantine" } },
          mode: { const: "on_site" },
          description: { concat: ["故障现象", "备注"], with: "；" },
          closed_at: { from: "Closed At" },
        },
        extra: ["状态", "价格"],
        nested: [],
        where: { sql: "状态 <> '测试'", place: "mapping.yaml line 11" },
        rules: { closed_at_before_created_at: "quarantine" },
      },
    ]);
  });

  it("keeps the words of YAML as values of the file", () => {
    const text = tickets(
      "      ticket_id: id\n      created_at: {from: at, format: [iso, '%d/%m/%y']}\n      type: {from: t, values: {1: repair, true: install, NULL: inquiry}, otherwise: null}\n      priority: {const: 3}\n",
    );
    const { columns } = plan(text, "a.csv", ["id", "at", "t"]).entities[0] ?? {};
    expect(columns).toMatchObject({
      created_at: { formats: ["iso", "%d/%m/%y"] },
      type: { values: { "1": "repair", true: "install", NULL: "inquiry" }, otherwise: { kind: "value", value: null } },
      priority: { const: "3" },
    });
  });

  it("takes rules over several columns, of a column and of one check of it", () => {
    const text = tickets(
      "      ticket_id: id\n      created_at: at\n",
      "    rules: {merged_into_itself: fail, type: warn, closed_at.timestamp: drop}\n",
    );
    expect(plan(text, "a.csv", ["id", "at"]).entities[0]?.rules).toEqual({
      merged_into_itself: "fail",
      type: "warn",
      "closed_at.timestamp": "drop",
    });
  });

  it("takes `otherwise` as a value of the set", () => {
    const text = tickets(
      "      ticket_id: id\n      created_at: at\n      channel: {from: c, values: {热线: hotline}, otherwise: other}\n",
    );
    const { columns } = plan(text, "a.csv", ["id", "at", "c"]).entities[0] ?? {};
    expect(columns?.channel).toMatchObject({ otherwise: { kind: "value", value: "other" } });
  });
});

describe("several entities from one file", () => {
  const cells = ["number", "opened", "state"];
  const blocks = {
    byName: `
    columns:
      tickets: {ticket_id: number, created_at: opened}
      ticket_events: {ticket_id: number, at: opened, kind: {const: created}}
    where: {ticket_events: "state = 'New'"}`,
    inOrder: `
    columns:
      - {ticket_id: number, created_at: opened}
      - {ticket_id: number, at: opened, kind: {const: created}}`,
  };
  it.each(Object.entries(blocks))("with one columns block each, %s", (_, body) => {
    const { entities } = plan(`files:\n  log.csv:\n    entity: [tickets, ticket_events]${body}\n`, "log.csv", cells);
    expect(entities.map((block) => [block.entity, Object.keys(block.columns)])).toEqual([
      ["tickets", ["ticket_id", "created_at"]],
      ["ticket_events", ["ticket_id", "at", "kind"]],
    ]);
  });

  it("gives a where by name to that entity alone", () => {
    const { entities } = plan(
      `files:\n  log.csv:\n    entity: [tickets, ticket_events]${blocks.byName}\n`,
      "log.csv",
      cells,
    );
    expect(entities.map((block) => block.where?.sql)).toEqual([undefined, "state = 'New'"]);
  });

  it("refuses one block for two, and a block of a third", () => {
    const head = "files:\n  log.csv:\n    entity: [tickets, visits]\n    columns:\n";
    expect(parseError(`${head}      - {ticket_id: number}\n`)).toBe(
      "mapping.yaml line 4: columns lists 1 blocks for 2 entities (tickets, visits); wanted one block each.",
    );
    expect(parseError(`${head}      tickets: {}\n      visit: {}\n`)).toBe(
      'mapping.yaml line 6: with several entities, columns holds one block for each of tickets, visits; met "visit"; did you mean "visits"?',
    );
  });
});

describe("files and their entries", () => {
  const mapping = parseMapping(
    "defaults: {nulls: [无]}\nfiles:\n  '工单*.csv': {entity: tickets, time_zone: Asia/Tokyo, delimiter: tab}\n  工单9.csv: {entity: visits}\n  'in/**/*.tsv': {entity: ratings}\n",
    "mapping.yaml",
  );
  it("match by pattern, by exact name first, packed or not, in any folder", () => {
    const entityFor = (path: string) => matchMapping(mapping, path)?.blocks[0]?.entity;
    expect(
      ["工单1.csv", "2026/工单1.csv.gz", "工单9.csv", "in/a/b/c.tsv", "in/c.tsv", "c.tsv", "工单.txt"].map(entityFor),
    ).toEqual(["tickets", "tickets", "visits", "ratings", "ratings", undefined, undefined]);
    expect(unmatchedGlobs(mapping, ["工单1.csv"]).map(({ glob }) => glob)).toEqual(["工单9.csv", "in/**/*.tsv"]);
  });
  it("may differ from the defaults", () => {
    expect(matchMapping(mapping, "工单1.csv")?.settings).toEqual({
      time_zone: "Asia/Tokyo",
      nulls: ["", "无"],
      encoding: "auto",
      duplicates: "latest",
      delimiter: "\t",
    });
  });
  it("are refused when two patterns fit", () => {
    const two = parseMapping("files:\n  'a*': {entity: tickets}\n  '*b': {entity: visits}\n", "mapping.yaml");
    expect(errorOf(() => matchMapping(two, "ab"))).toBe(
      'ab falls under "a*" (mapping.yaml line 2) and "*b" (mapping.yaml line 3); wanted one.',
    );
  });
  it.each(["../x.csv", "/etc/*.csv", "C:/x.csv", "a/../../x", "~/x.csv", "a\\\\b.csv"])(
    "never leave the input folder: %s",
    (glob) => {
      expect(parseError(`files:\n  "${glob}": {entity: tickets}\n`)).toMatch(
        /^mapping.yaml line 2: the pattern ".*" leads out of the input folder/,
      );
    },
  );
});

describe("what is wrong is said in one sentence with its line", () => {
  it.each([
    ["broken YAML", "files: [a\n", /^mapping.yaml line 2 is no valid YAML: /],
    ["a key twice", "files: {}\nfiles: {}\n", /^mapping.yaml line 2 is no valid YAML: Map keys must be unique/],
    [
      "a misspelt top key",
      "file: {}\n",
      'mapping.yaml line 1: "file" is no key here; the keys are defaults, files; did you mean "files"?',
    ],
    [
      "a misspelt default",
      "defaults:\n  time_zone: UTC\n  null: [x]\n",
      /^mapping.yaml line 3: "null" is no key here; .*; did you mean "nulls"\?$/,
    ],
    [
      "no such zone",
      "defaults:\n  time_zone: Asia/Bejing\n",
      'mapping.yaml line 2: "Asia/Bejing" is no time zone; wanted one like Asia/Shanghai.',
    ],
    [
      "no such choice",
      "defaults: {duplicates: lates}\n",
      'mapping.yaml line 1: "duplicates" is "lates"; wanted one of latest, first, quarantine; did you mean "latest"?',
    ],
    ["text for a list", "defaults: {nulls: x}\n", 'mapping.yaml line 1: "nulls" is "x"; wanted a list.'],
    [
      "an unknown entity",
      "files:\n  a.csv:\n    entity: ticket\n",
      /^mapping.yaml line 3: "entity" is "ticket"; wanted one of .*; did you mean "tickets"\?$/,
    ],
    [
      "an entity under a misspelt key",
      "files:\n  a.csv:\n    entitiy: tickets\n",
      /^mapping.yaml line 3: "entitiy" is no key here; .*; did you mean "entity"\?$/,
    ],
    ["no entity", "files:\n  a.csv: {columns: {}}\n", 'mapping.yaml line 2: "entity" is missing; wanted a list.'],
    [
      "a misspelt file key",
      "files:\n  a.csv:\n    entity: tickets\n    colums: {}\n",
      /^mapping.yaml line 4: "colums" is no key here; .*did you mean "columns"\?$/,
    ],
    [
      "an unknown column",
      tickets("      tiket_id: x\n"),
      'mapping.yaml line 5: tickets has no column "tiket_id"; did you mean "ticket_id"?',
    ],
    [
      "a misspelt column key",
      tickets("      ticket_id:\n        form: x\n"),
      /^mapping.yaml line 6: "form" is no key here; .*did you mean "from"\?$/,
    ],
    [
      "from and const",
      tickets("      ticket_id: {from: x, const: y}\n"),
      'mapping.yaml line 5: "ticket_id" wants exactly one of from, const and concat; met from and const.',
    ],
    [
      "none of them",
      tickets("      ticket_id: {}\n"),
      'mapping.yaml line 5: "ticket_id" wants exactly one of from, const and concat; met none of them.',
    ],
    [
      "a value outside the set",
      tickets("      type: {from: t, values: {维修: repairs}}\n"),
      /^mapping.yaml line 5: "repairs" cannot be a value of "type"; wanted one of .*; did you mean "repair"\?$/,
    ],
    ["a constant outside the set", tickets("      mode: {const: onsite}\n"), /did you mean "on_site"\?$/],
    [
      "otherwise outside the set",
      tickets("      type: {from: t, values: {a: repair}, otherwise: other}\n"),
      /^mapping.yaml line 5: "other" cannot be a value of "type"/,
    ],
    [
      "otherwise alone",
      tickets("      type: {from: t, otherwise: repair}\n"),
      'mapping.yaml line 5: "otherwise" wants "values" beside it.',
    ],
    [
      "a format for no time",
      tickets("      type: {from: t, format: '%Y'}\n"),
      'mapping.yaml line 5: "type" is no time (it is a choice), so it takes no format.',
    ],
    [
      "a format of another language",
      tickets("      created_at: {from: t, format: yyyy-MM-dd}\n"),
      /holds no % part such as %Y-%m-%d.*did you mean "%Y-%m-%d"\?$/,
    ],
    [
      "a format that means nothing",
      tickets("      created_at: {from: t, format: '%Y-%q'}\n"),
      'mapping.yaml line 5: the format "%Y-%q" holds "%q", which means nothing.',
    ],
    [
      "with and const",
      tickets("      mode: {const: on_site, with: x}\n"),
      'mapping.yaml line 5: "with" goes with concat, and "mode" is given by const.',
    ],
    [
      "an unknown rule",
      tickets("      ticket_id: x\n", "    rules: {closed_before_created: drop}\n"),
      'mapping.yaml line 6: tickets has no rule "closed_before_created"; did you mean "closed_at_before_created_at"?',
    ],
    [
      "an unknown check of a column",
      tickets("      ticket_id: x\n", "    rules: {type.choices: warn}\n"),
      /^mapping.yaml line 6: tickets has no rule "type.choices"; the checks of a field are required, /,
    ],
    [
      "a warning for what every row must have",
      tickets("      ticket_id: x\n", "    rules: {created_at: warn}\n"),
      'mapping.yaml line 6: every row must have "created_at", so a row without it is always quarantined; met "warn".',
    ],
    [
      "an unknown action",
      tickets("      ticket_id: x\n", "    rules: {closed_at_before_created_at: ignore}\n"),
      /wanted one of warn, drop, quarantine, fail/,
    ],
    ["__proto__", tickets("      __proto__: {from: x}\n"), 'mapping.yaml line 5: the key "__proto__" is refused.'],
    [
      "a number out of range",
      "files:\n  a.csv:\n    entity: ratings\n    columns:\n      nps: {from: s, values: {good: 11}}\n",
      'mapping.yaml line 5: "11" cannot be a value of "nps"; wanted 0 to 10.',
    ],
  ])("%s", (_, text, wanted) => {
    if (typeof wanted === "string") expect(parseError(text)).toBe(wanted);
    else expect(parseError(text)).toMatch(wanted);
  });

  it("a column the file does not have, and a required one that comes from nowhere", () => {
    expect(errorOf(() => plan(contract, "工单1.csv", header.with(1, "报修日期")))).toBe(
      'mapping.yaml line 7: 工单1.csv has no column "报修时间"; did you mean "报修日期"?',
    );
    expect(errorOf(() => plan(tickets("      ticket_id: 工单号\n"), "a.csv"))).toMatch(
      /^mapping.yaml line 4: a.csv as tickets has no created_at, which every row must have; its columns are 工单号, /,
    );
    const hints = (file: string, text: string, path: string) => {
      try {
        planFile({ path, entity: "tickets", header, mapping: parseMapping(text, file) });
      } catch (error) {
        return (error as SourceError).hint;
      }
      return undefined;
    };
    expect(hints("mapping.yaml", "", "tickets.csv")).toContain("huiyin doctor --input DIR proposes one.");
    expect(hints("mapping of crm", "files: {order.csv: {entity: tickets}}", "crm/tickets.csv")).toBe(
      'No entry of mapping of crm fits crm/tickets.csv; there is "order.csv".',
    );
    expect(hints("mapping of crm", "files: {tickets.csv: {entity: tickets}}", "tickets.csv")).toBe(
      "The mapping in the pipeline file says which column is which.",
    );
    const noEntry = () =>
      planFile({ path: "x.csv", entity: undefined, header, mapping: parseMapping("", "mapping.yaml") });
    expect(errorOf(noEntry)).toBe("x.csv is named for no entity and mapping.yaml has no entry for it.");
  });

  it("whatever text is given, nothing but a SourceError comes of it", () => {
    const word = fc.constantFrom(
      "files",
      "defaults",
      "entity",
      "columns",
      "tickets",
      "from",
      "values",
      "const",
      "a.csv",
      "type",
      "*",
      "&x",
      "null",
      "[",
      "{",
      "%",
    );
    const text = fc.array(fc.tuple(fc.nat(3), word, fc.constantFrom(": ", ":\n", ", ", "\n", " ")), { maxLength: 20 });
    fc.assert(
      fc.property(text, (pieces) => {
        errorOf(() =>
          parseMapping(pieces.map(([depth, name, end]) => `${"  ".repeat(depth)}${name}${end}`).join(""), "m"),
        );
      }),
      { seed: 20260301, numRuns: 500 },
    );
  });
});
