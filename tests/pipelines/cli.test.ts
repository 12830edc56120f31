import { describe, expect, test } from "vitest";
import { loadVerb, main, verbNames } from "../../pipelines/cli.ts";
import type { Logger } from "../../pipelines/logger.ts";

async function call(...argv: string[]) {
  const said: string[] = [];
  let written = "";
  const logger: Logger = { info: (m) => said.push(m), warn: (m) => said.push(m), error: (m) => said.push(m) };
  const code = await main(argv, { logger, write: (text) => (written += text), variables: {} });
  return { code, said: said.join("\n"), written };
}

describe("command line", () => {
  test("lists every verb with what it does", async () => {
    const { code, written } = await call("--help");
    expect(code).toBe(0);
    for (const name of await verbNames()) expect(written).toContain(`  ${name} `);
  });

  test("explains each verb's options", async () => {
    for (const name of await verbNames()) {
      const { code, written } = await call(name, "--help");
      expect(code, name).toBe(0);
      expect(written).toContain((await loadVerb(name)).summary);
      expect(written).toContain("--workspace DIR");
    }
  });

  test("answers a misspelt verb, option or extra argument in one sentence with exit code 2", async () => {
    expect(await call("rnu")).toMatchObject({
      code: 2,
      said: expect.stringContaining('"rnu" is not a verb of huiyin; did you mean "run"?'),
    });
    expect(await call("run", "--inptu", "x")).toMatchObject({ code: 2, said: expect.stringContaining("--inptu") });
    expect(await call("run", "extra")).toMatchObject({
      code: 2,
      said: expect.stringContaining('the argument "extra"'),
    });
    expect(await call("run", "--engine", "abacus")).toMatchObject({
      code: 2,
      said: expect.stringContaining('"abacus"'),
    });
  });
});
