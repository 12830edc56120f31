import { z } from "zod";

const variable = (what: string) =>
  z
    .string()
    .regex(/^[A-Z][A-Z0-9_]*$/, "wanted the name of an environment variable such as CRM_TOKEN, never the secret itself")
    .describe(`Variable that holds ${what}, or NAME_FILE for a file that does`);

const auth = z.discriminatedUnion("by", [
  z.strictObject({
    by: z.literal("header"),
    header: z.string().default("authorization").describe("Name of the header"),
    prefix: z.string().default("Bearer ").describe("What stands before the secret"),
    secret: variable("the token"),
  }),
  z.strictObject({ by: z.literal("basic"), user: variable("the user"), password: variable("the password") }),
  z.strictObject({
    by: z.literal("oauth"),
    tokenUrl: z.string().describe("Where tokens are given (client credentials)"),
    clientId: variable("the id of the client"),
    clientSecret: variable("its secret"),
    scope: z.string().optional(),
  }),
]);

const paging = z.discriminatedUnion("by", [
  z.strictObject({ by: z.literal("none") }),
  z.strictObject({
    by: z.literal("cursor"),
    parameter: z.string().describe("Parameter that carries the cursor"),
    next: z.string().describe("Path of the next cursor in the answer"),
    end: z
      .string()
      .optional()
      .describe("Path of what is true in the last answer; its cursor is where the next fetch begins"),
    start: z
      .string()
      .optional()
      .describe("Parameter of `query` that says where the first answer begins, not sent beside a cursor"),
  }),
  z.strictObject({
    by: z.literal("page"),
    parameter: z.string().describe("Parameter that carries the number"),
    first: z.int().default(1).describe("Number of the first page"),
    size: z
      .int()
      .positive()
      .optional()
      .describe("Records of a full page: one with fewer is the last; else an empty one"),
  }),
  z.strictObject({
    by: z.literal("link"),
    next: z.string().optional().describe("Path of the next address in the answer; the Link header where left out"),
  }),
]);

const window = z.strictObject({
  from: z.string().describe("Parameter of the start of a window"),
  to: z.string().describe("Parameter of its end"),
  start: z.iso
    .datetime({ error: 'wanted a time such as "2024-01-01T00:00:00Z"' })
    .describe("Where the first fetch begins"),
  hours: z.number().positive().default(24).describe("Length of a window"),
  overlapMinutes: z.number().min(0).default(60).describe("How far back the next fetch begins, for rows that come late"),
  format: z.enum(["iso", "epoch", "epoch_ms"]).default("iso").describe("How times are written"),
});

const request = z.strictObject({
  file: z
    .string()
    .regex(/^[\w.-]+\.jsonl$/, "wanted the name of a file that ends in .jsonl")
    .describe("File the records are written to"),
  path: z.string().describe("Path after the address of the source"),
  query: z.record(z.string(), z.string()).default({}).describe("Parameters of every request"),
  records: z
    .string()
    .default("")
    .describe("Path of the list of records in the answer; the answer itself where left out"),
  total: z
    .string()
    .optional()
    .describe(
      "Path of the number of records there are in all, in every answer: what landed is held against it; of a window, its pages are",
    ),
  add: z
    .record(z.string(), z.string())
    .default({})
    .describe("Keys added to each record and where in it their value lies: `via.channel`, `custom_fields.id=42.value`"),
  paging: paging.default({ by: "none" }),
  complete: z
    .boolean()
    .default(false)
    .describe("The pages hold every record there is: one that landed before and is missing now was deleted"),
  window: window.optional().describe("Asks span by span; without it a backfill is not possible"),
});

/** What http({ … }) takes; docs/sources.md is made of this. */
export const httpOptions = z.strictObject({
  name: z.string().describe("First part of `_source`"),
  mapping: z.string().optional().describe("As mapping.yaml"),
  url: z.string().describe("Address of the interface, or the variable that holds it"),
  requests: z.array(request).min(1).describe("What is asked for"),
  auth: auth.optional().describe("Credentials"),
  headers: z.record(z.string(), z.string()).default({}).describe("Further headers; none of them secret"),
  concurrency: z.int().positive().default(4).describe("Requests at the same time"),
  perSecond: z.number().positive().optional().describe("Requests a second"),
  retries: z
    .int()
    .min(0)
    .default(5)
    .describe("Times a request is tried again after 408, 425, 429, 5xx, a timeout or a broken answer"),
  waitMs: z
    .int()
    .positive()
    .default(1000)
    .describe("Wait before the first of them, doubled each time; Retry-After comes on top"),
  mostWaitSeconds: z.number().positive().default(600).describe("Longest Retry-After that is waited for"),
  timeoutSeconds: z.number().positive().default(60).describe("For one answer"),
  mostMegabytes: z.number().positive().default(64).describe("Of one answer, unpacked"),
  batchRecords: z.int().positive().default(100_000).describe("Records put on disk for good before more are asked for"),
});

export type HttpOptions = z.output<typeof httpOptions>;
export type HttpRequest = HttpOptions["requests"][number];
