import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { masked, remember, secret, secretIfAny } from "../../sources/secret.ts";

describe("a secret", () => {
  test("comes from its variable, or from the file that NAME_FILE names, without the line end", async () => {
    const folder = await mkdtemp(join(tmpdir(), "secret-"));
    try {
      const file = join(folder, "token");
      await writeFile(file, "from the file\n");
      expect(secret({ CRM_TOKEN: "from the variable" }, "CRM_TOKEN")).toBe("from the variable");
      expect(secret({ CRM_TOKEN_FILE: file }, "CRM_TOKEN")).toBe("from the file");
      expect(() => secret({ CRM_TOKEN: "a", CRM_TOKEN_FILE: file }, "CRM_TOKEN")).toThrow(/Both/);
      await writeFile(file, "\n");
      expect(() => secret({ CRM_TOKEN_FILE: file }, "CRM_TOKEN")).toThrow("CRM_TOKEN_FILE names is empty");
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test("that is not set or cannot be read is asked for by name", () => {
    expect(secretIfAny({ CRM_TOKEN: "" }, "CRM_TOKEN")).toBeUndefined();
    expect(() => secret({}, "CRM_TOKEN")).toThrow("The secret CRM_TOKEN is not set.");
    expect(() => secret({ CRM_TOKEN_FILE: "/nowhere/at/all" }, "CRM_TOKEN")).toThrow(
      "The file that CRM_TOKEN_FILE names cannot be read (ENOENT).",
    );
  });

  test.each([
    ["as it is", (s: string) => s],
    ["in an address", (s: string) => `https://host/path?q=${encodeURIComponent(s)}`],
    ["in base64", (s: string) => `header: ${Buffer.from(s).toString("base64")}`],
    ["in JSON", (s: string) => JSON.stringify({ said: s })],
  ])("that was read is masked in every text: %s", (_, write) => {
    const value = secret({ A_TOKEN: 'ka"n\\arie/vogel+17' }, "A_TOKEN");
    const text = masked(`it failed: ${write(value)}`);
    expect(text).toContain("***");
    for (const form of [value, encodeURIComponent(value), Buffer.from(value).toString("base64")]) {
      expect(text).not.toContain(form);
    }
    expect(text).toContain("it failed");
  });

  test("that is an address is masked by its password, and the host is still named", () => {
    secret({ DB: "postgres://reader:t%40pS3cret@db.example:5432/crm?ssl_key=abcdef" }, "DB");
    expect(masked("password t@pS3cret or t%40pS3cret refused by db.example, key abcdef")).toBe(
      "password *** or *** refused by db.example, key ***",
    );
  });

  test("that is the address of a webhook, or a key of many lines, is masked by its parts too", () => {
    secret({ HOOK: "https://im.example/open-apis/bot/v2/hook/0f3c2a91-77aa-4cde" }, "HOOK");
    expect(masked("POST /open-apis/bot/v2/hook/0f3c2a91-77aa-4cde to im.example")).toBe(
      "POST /open-apis/bot/v2/hook/*** to im.example",
    );
    secret({ PEM: "-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w\nAAAA\n-----END KEY-----" }, "PEM");
    expect(masked("bad key MIIEvQIBADANBgkqhkiG9w")).toBe("bad key ***");
  });

  test("that was got with another one can be remembered", () => {
    remember("eyJhbGciOi-access");
    expect(masked("401 for eyJhbGciOi-access")).toBe("401 for ***");
  });
});

test.each([
  ["connect ECONNREFUSED postgres://reader:hunter2@db:5432/crm", "connect ECONNREFUSED postgres://***@db:5432/crm"],
  ["mysql://a:p@ss@db/x failed", "mysql://***@db/x failed"],
  [
    "GET https://h/x?page=2&access_token=abc&key=k#t was 401",
    "GET https://h/x?page=2&access_token=***&key=***#t was 401",
  ],
  ["https://h/robot/send?timestamp=1&sign=a%2Fb", "https://h/robot/send?timestamp=1&sign=***"],
  ["Authorization: Bearer eyJ.abc-def_9", "Authorization: Bearer ***"],
  ["authorization: Basic dXNlcjpwYXNz", "authorization: Basic ***"],
  ["host=db user=x password=hunter2 dbname=crm", "host=db user=x password=*** dbname=crm"],
  ['{"password":"hunter2","user":"x"}', '{"password":***,"user":"x"}'],
])("a secret nobody read is masked by where it stands: %s", (text, clear) => {
  expect(masked(text)).toBe(clear);
});

test.each([
  'tickets.csv has no column "key"; its columns are a, b',
  "https://h/page?days=28&model=X1#fever",
  "the account of 3@home.example",
  "Basic rules are kept",
  "mapping.yaml line 4: wanted a=b",
])("a sentence without secrets stays as it is: %s", (text) => {
  expect(masked(text)).toBe(text);
});

test("a long text of a stranger is masked in linear time", () => {
  for (const text of ["a://".repeat(50_000), "?a=".repeat(60_000), "password".repeat(30_000), "x@".repeat(90_000)]) {
    expect(masked(text).length).toBeGreaterThan(0);
  }
});
