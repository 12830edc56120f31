import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { findCases, openCases } from "../pipelines/cases.ts";

const folder = fileURLToPath(new URL("models", import.meta.url));
const transforms = fileURLToPath(new URL("../transforms", import.meta.url));
const cases = await findCases(folder);
const runner = await openCases(transforms);

afterAll(() => runner.close());

describe("models", () => {
  for (const one of cases) {
    test(`${one.model}: ${one.name.replaceAll("-", " ")}`, async () => {
      const { actual, expected } = await runner.run(one);
      expect(actual).toEqual(expected);
    });
  }
});
