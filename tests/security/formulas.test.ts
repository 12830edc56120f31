import { describe, expect, test } from "vitest";
import { csv, disarmed, rearmed } from "../../dashboards/csv.ts";
import { allPayloads, formulas } from "./payloads.ts";

describe("a cell of a CSV file", () => {
  test.each(formulas.map((text) => [JSON.stringify(text), text]))(
    "that a spreadsheet would run is disarmed: %s",
    (_, text) => {
      expect(disarmed(text)).toBe(`'${text}`);
      const [, row = ""] = csv(["a"], [[text]]).split(/\r\n(?=["'])/);
      expect(row).toMatch(/^"?'/);
    },
  );

  test.each(["-5", "+8.25", "-1,234.5", "-3e-7", "+12%", "12", "0"])("that is a number stays: %s", (text) => {
    expect(disarmed(text)).toBe(text);
    expect(csv(["a"], [[Number.parseFloat(text)]])).toBe(`\ufeffa\r\n${Number.parseFloat(text)}\r\n`);
  });

  test.each(["冰箱不制冷", "T000000001", "a=b", "1-2", "see @home", "", "'quoted'", "O'Brien", "·x"])(
    "that is a text stays: %s",
    (text) => {
      expect(disarmed(text)).toBe(text);
    },
  );

  test("comes back as it was, whatever it was", () => {
    for (const text of [...formulas, ...allPayloads, "'=1", "''=1", "'-5", "'", "''", "-5", "'a"]) {
      expect(rearmed(disarmed(text)), JSON.stringify(text)).toBe(text);
    }
  });

  test("of a header is disarmed too, and quotes keep a cell in its place", () => {
    expect(csv(["=a", "b"], [['x",=1+1', "\n=1"]])).toBe('\ufeff\'=a,b\r\n"x"",=1+1","\'\n=1"\r\n');
  });
});
