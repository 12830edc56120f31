import type { Readable } from "node:stream";
import { z } from "zod";
import { driver } from "./driver.ts";
import { checkPlace, type Dropped, dropOptions, fetchDrops, type Place } from "./drops.ts";
import { readOptions } from "./options.ts";
import { secret } from "./secret.ts";
import { defineSource, type FetchContext, type Source, SourceError } from "./source.ts";

/** What objects({ … }) takes; docs/sources.md is made of this. */
export const objectsOptions = z.strictObject({
  ...dropOptions,
  bucket: z.string().describe("Name of the bucket"),
  prefix: z.string().default("").describe("What the keys begin with; it is no part of a file's path"),
  endpoint: z
    .string()
    .optional()
    .describe("Address of the service, such as https://oss-cn-hangzhou.aliyuncs.com; S3 of AWS where left out"),
  region: z.string().default("us-east-1"),
  pathStyle: z.boolean().default(false).describe("The bucket's name is part of the path, not of the host"),
  accessKeyId: z.string().describe("Variable that holds the id of the access key"),
  secretAccessKey: z.string().describe("Variable that holds the access key"),
});
type ObjectsOptions = z.output<typeof objectsOptions>;

/** Files of a bucket of S3, OSS or whatever speaks as S3 does; an object is taken again when its ETag changes. */
export function objects(given: z.input<typeof objectsOptions>): Source {
  const options = readOptions(objectsOptions, "objects", given);
  const { name, mapping } = options;
  return defineSource({
    name,
    ...(mapping === undefined ? {} : { mapping }),
    async fetch(context) {
      const { place, close } = await openBucket(options, context);
      try {
        return await fetchDrops(place, options, context);
      } finally {
        close();
      }
    },
    async check(context) {
      const { place, close } = await openBucket(options, context);
      try {
        return await checkPlace(place, options);
      } finally {
        close();
      }
    },
  });
}

/** Errors no second try puts right. */
const final =
  /^(NoSuchBucket|AccessDenied|InvalidAccessKeyId|SignatureDoesNotMatch|PermanentRedirect|InvalidBucketName|Forbidden)$/;

async function openBucket(options: ObjectsOptions, { variables, signal }: Pick<FetchContext, "variables" | "signal">) {
  const { S3Client, ListObjectsV2Command, GetObjectCommand } = await driver(
    "@aws-sdk/client-s3",
    () => import("@aws-sdk/client-s3"),
  );
  const { bucket: Bucket, prefix: Prefix, endpoint, region, pathStyle } = options;
  const client = new S3Client({
    region,
    forcePathStyle: pathStyle,
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 20_000, socketTimeout: options.timeoutSeconds * 1000 },
    ...(endpoint === undefined ? {} : { endpoint }),
    credentials: {
      accessKeyId: secret(variables, options.accessKeyId),
      secretAccessKey: secret(variables, options.secretAccessKey),
    },
  });
  const told = (error: unknown): never => {
    const { name, message } = error as Error;
    if (final.test(name)) throw new SourceError(`The bucket ${Bucket} cannot be read: ${name} (${message}).`);
    throw error;
  };
  const keys = new Map<string, string>();
  const place: Place = {
    async list() {
      const found: Dropped[] = [];
      for (let token: string | undefined; ; ) {
        const page = await client
          .send(new ListObjectsV2Command({ Bucket, Prefix, ContinuationToken: token }), { abortSignal: signal })
          .catch(told);
        for (const { Key = "", Size = 0, ETag = "", LastModified = new Date(0) } of page.Contents ?? []) {
          const path = Key.slice(Prefix.length).replace(/^\/+/, "");
          if (path === "" || path.endsWith("/")) continue;
          keys.set(path, Key);
          found.push({ path, bytes: Size, version: ETag, changedAt: LastModified });
        }
        token = page.IsTruncated ? page.NextContinuationToken : undefined;
        if (token === undefined) return found;
      }
    },
    async read({ path, version: IfMatch }) {
      const Key = keys.get(path) ?? path;
      const answer = await client
        .send(new GetObjectCommand({ Bucket, Key, IfMatch }), { abortSignal: signal })
        .catch(told);
      return answer.Body as Readable;
    },
    isTransient: () => true,
  };
  return { place, close: () => client.destroy() };
}
