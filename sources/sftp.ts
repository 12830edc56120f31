import { createHash } from "node:crypto";
import { posix } from "node:path";
import { PassThrough } from "node:stream";
import { z } from "zod";
import { driver } from "./driver.ts";
import { checkPlace, type Dropped, dropOptions, fetchDrops, type Place } from "./drops.ts";
import { readOptions } from "./options.ts";
import { secret } from "./secret.ts";
import { defineSource, type FetchContext, type Source, SourceError } from "./source.ts";

/** What sftp({ … }) takes; docs/sources.md is made of this. */
export const sftpOptions = z.strictObject({
  ...dropOptions,
  host: z.string().describe("Name or address of the server"),
  port: z.int().positive().default(22),
  folder: z.string().default(".").describe("Folder the files lie in; the folders in it are looked through"),
  hostKey: z
    .string()
    .regex(
      /^SHA256:[A-Za-z0-9+/]{43}=?$/,
      "wanted the fingerprint of the server's key, SHA256:…, as `ssh-keyscan HOST | ssh-keygen -lf -` shows it",
    )
    .describe("Fingerprint of the server's key, `SHA256:…`; no other server is talked to"),
  user: z.string().describe("Variable that holds the user"),
  password: z.string().optional().describe("Variable that holds the password"),
  privateKey: z.string().optional().describe("Variable that holds the private key, where there is no password"),
  passphrase: z.string().optional().describe("Variable that holds the private key's passphrase"),
});
type SftpOptions = z.output<typeof sftpOptions>;

/** Files of a folder on a server, over SSH; a file is taken again when its size or time changes. */
export function sftp(given: z.input<typeof sftpOptions>): Source {
  const options = readOptions(sftpOptions, "sftp", given);
  const { name, mapping } = options;
  return defineSource({
    name,
    ...(mapping === undefined ? {} : { mapping }),
    async fetch(context) {
      const connection = new Connection(options, context);
      try {
        return await fetchDrops(connection, options, context);
      } finally {
        await connection.close();
      }
    },
    async check(context) {
      const connection = new Connection(options, context);
      const stop = () => void connection.close();
      context.signal.addEventListener("abort", stop, { once: true });
      try {
        return await checkPlace(connection, options);
      } finally {
        context.signal.removeEventListener("abort", stop);
        await connection.close();
      }
    },
  });
}

type Client = import("ssh2-sftp-client");

const deepest = 10;

/** One connection, made anew after it was lost. */
class Connection implements Place {
  readonly #options: SftpOptions;
  readonly #context: Pick<FetchContext, "variables">;
  #client: Promise<Client> | undefined;
  constructor(options: SftpOptions, context: Pick<FetchContext, "variables">) {
    this.#options = options;
    this.#context = context;
  }

  async list(): Promise<Dropped[]> {
    return this.#with((client) => this.#listFolder(client, "", 0));
  }

  async #listFolder(client: Client, below: string, depth: number): Promise<Dropped[]> {
    const found: Dropped[] = [];
    for (const { type, name, size, modifyTime } of await client.list(this.#path(below))) {
      const path = posix.join(below, name);
      // Links are not followed: they may lead anywhere.
      if (type === "d" && depth < deepest && !name.startsWith("."))
        found.push(...(await this.#listFolder(client, path, depth + 1)));
      if (type === "-")
        found.push({ path, bytes: size, version: `${size} ${modifyTime}`, changedAt: new Date(modifyTime) });
    }
    return found;
  }

  async read({ path }: Dropped): Promise<PassThrough> {
    const stream = new PassThrough();
    void this.#with((client) => client.get(this.#path(path), stream)).catch((error: Error) => stream.destroy(error));
    return stream;
  }

  isTransient(error: Error): boolean {
    return !/No such file|Permission denied/i.test(error.message);
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.then((open) => open.end()).catch(() => {});
  }

  #path(below: string): string {
    return posix.join(this.#options.folder, below);
  }

  async #with<T>(work: (client: Client) => Promise<T>): Promise<T> {
    try {
      this.#client ??= this.#connect();
      return await work(await this.#client);
    } catch (error) {
      // A connection that failed once is not trusted again.
      await this.close();
      throw error;
    }
  }

  async #connect(): Promise<Client> {
    const { variables } = this.#context;
    const { host, port, user, password, privateKey, passphrase, hostKey } = this.#options;
    const { default: SftpClient } = await driver("ssh2-sftp-client", () => import("ssh2-sftp-client"));
    // Its own listeners write to the console.
    const client = new SftpClient(this.#options.name, { error: () => {}, end: () => {}, close: () => {} });
    let met = "";
    const given = (key: string, variable: string | undefined) =>
      variable === undefined ? {} : { [key]: secret(variables, variable) };
    try {
      await client.connect({
        host,
        port,
        username: secret(variables, user),
        ...given("password", password),
        ...given("privateKey", privateKey),
        ...given("passphrase", passphrase),
        hostVerifier: (key: Buffer) => {
          met = `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
          return met === hostKey.replace(/=+$/, "");
        },
      });
      return client;
    } catch (error) {
      if (error instanceof SourceError) throw error;
      if (met !== "" && met !== hostKey.replace(/=+$/, ""))
        throw new SourceError(`${host} shows the key ${met}, not ${hostKey}; it is not talked to.`, {
          hint: "If the server has a new key, ask its owner for the fingerprint; do not take it from this message.",
        });
      if (/authentication/i.test((error as Error).message))
        throw new SourceError(`${host} refused the user or the key (${(error as Error).message}).`);
      throw error;
    }
  }
}
