import { describe, expect, test } from "vitest";
import { compileColumns } from "../../sources/contracts/columns.ts";
import { type Entity, entities, fieldsOf, recordRules, ruleLabel } from "../../sources/contracts/index.ts";

/** Every rule a row of the entity can break, with a mapping that knows only some values of each text. */
function rulesOf(entity: Entity): string[] {
  const columns = Object.fromEntries(
    fieldsOf(entity).map(({ name, kind }) => [
      name,
      { from: name, ...(kind === "text" ? { values: { a: "b" } } : {}) },
    ]),
  );
  const { checks } = compileColumns({
    entity,
    columns,
    extra: [],
    nested: [],
    rules: {},
    zone: "Asia/Shanghai",
    nulls: [],
  });
  return [...checks.map(({ rule }) => rule), ...Object.keys(recordRules)];
}

describe.each(Object.values(entities) as Entity[])("a rule of $name", (entity) => {
  test("says what was wrong in Chinese and in English", () => {
    const rules = rulesOf(entity);
    expect(rules).toEqual(expect.arrayContaining(entity.rules.map(({ name }) => name)));
    for (const rule of rules) {
      const label = ruleLabel(entity, rule);
      expect(label.zh, rule).toMatch(/\p{Script=Han}{2}/u);
      expect(label.en, rule).toMatch(/^[A-Z][^\p{Script=Han}_]+$/u);
    }
  });
});

test("a rule that is known no more keeps its name", () => {
  expect(ruleLabel(entities.tickets, "toString")).toEqual({ zh: "toString", en: "toString" });
  expect(ruleLabel(entities.tickets, "gone.rule")).toEqual({ zh: "gone.rule", en: "gone.rule" });
});
