import { describe, expect, test } from "vitest";
import { checkGlob, globMatches } from "../../sources/glob.ts";

describe("a file pattern", () => {
  test.each([
    ["tickets*.csv", "tickets.csv", true],
    ["tickets*.csv", "tickets-2026.csv", true],
    ["tickets*.csv", "in/tickets-1.csv", true],
    ["tickets*.csv", "tickets-1.csv.gz", true],
    ["tickets*.csv", "tickets/1.csv", false],
    ["in/*.csv", "in/a.csv", true],
    ["in/*.csv", "in/b/a.csv", false],
    ["./in/*.csv", "in/a.csv", true],
    ["in/**/*.csv", "in/a.csv", true],
    ["in/**/*.csv", "in/b/c/a.csv", true],
    ["in/**/*.csv", "inn/b/a.csv", false],
    ["**/a.csv", "a.csv", true],
    ["**/a.csv", "xa.csv", false],
    ["in/**", "in/b/a.csv", true],
    ["a?.csv", "ab.csv", true],
    ["a?.csv", "a单.csv", true],
    ["a?.csv", "a😀.csv", true],
    ["a?.csv", "a.csv", false],
    ["a?b/x", "a/b/x", false],
    ["*a*b*", "xxaxxbxx", true],
    ["*a*b", "ab", true],
    ["*ab*ab", "xabab", true],
    ["*ab*ab", "xab", false],
    ["a.csv", "axcsv", false],
    ["a+(b).csv", "a+(b).csv", true],
    ["[ab].csv", "a.csv", false],
    ["", "a", false],
  ])("%s and %s: %s", (glob, path, wanted) => {
    expect(globMatches(glob, path)).toBe(wanted);
  });

  test.each(["../a.csv", "a/../../b.csv", "/etc/passwd", "~/a", "C:/a", "..\\a", ""])("%s is refused", (glob) => {
    expect(() => checkGlob(glob, "mapping.yaml line 2")).toThrow(/^mapping.yaml line 2: /);
  });

  test("of any length and any number of stars takes steps that can be counted", () => {
    const name = `${"a".repeat(250)}.csv`;
    // As a regular expression this takes longer than the sun has left.
    expect(globMatches(`${"*a".repeat(120)}*b`, name)).toBe(false);
    expect(globMatches(`x/${"**a".repeat(120)}**b`, `x/${name}`)).toBe(false);
    expect(globMatches("**/".repeat(200), `${"a/".repeat(200)}b`)).toBe(false);
  });
});
