import { createHash } from "node:crypto";
import { connect, type Socket } from "node:net";
import { posix } from "node:path";
import { Readable } from "node:stream";
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
type Session = Awaited<ReturnType<Client["connect"]>>;

interface Open {
  client: Client;
  session: Session;
  socket: Socket;
}

const deepest = 10;

/** What one request asks for: servers other than OpenSSH answer with 32 KB at most, the head of the packet among them. */
const pieceBytes = 31 * 1024;
/** A block is asked for at once, and the next one while it comes: one request alone would wait for every way there and back. */
const piecesOfBlock = 32;
const blocksUnderWay = 2;

/** One connection, made anew after it was lost. */
class Connection implements Place {
  readonly #options: SftpOptions;
  readonly #context: Pick<FetchContext, "variables">;
  #open: Promise<Open> | undefined;
  constructor(options: SftpOptions, context: Pick<FetchContext, "variables">) {
    this.#options = options;
    this.#context = context;
  }

  async list(): Promise<Dropped[]> {
    return this.#with(({ client }) => this.#listFolder(client, "", 0));
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

  async read({ path, bytes }: Dropped): Promise<Readable> {
    return this.#with(async (open) => {
      // The session alone would wait for ever on a connection that was closed meanwhile.
      await open.client.stat(this.#path(path));
      const handle = await opened(open.session, this.#path(path));
      const blocks = bytesOf(open, handle, bytes, (block) => this.#answered(open.socket, block));
      return Readable.from(blocks, { objectMode: false }).once("error", () => void this.close());
    });
  }

  isTransient(error: Error): boolean {
    return !/No such file|Permission denied/i.test(error.message);
  }

  async close(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.then(({ client }) => client.end()).catch(() => {});
  }

  #path(below: string): string {
    return posix.join(this.#options.folder, below);
  }

  async #with<T>(work: (open: Open) => Promise<T>): Promise<T> {
    try {
      this.#open ??= this.#connect();
      const open = await this.#open;
      return await this.#answered(open.socket, work(open));
    } catch (error) {
      // A connection that failed once is not trusted again.
      await this.close();
      throw error;
    }
  }

  /** The socket is closed, and all that waits on it fails, where the server is silent for too long. */
  async #answered<T>(socket: Socket, work: Promise<T>): Promise<T> {
    socket.setTimeout(this.#options.timeoutSeconds * 1000);
    try {
      return await work;
    } catch (error) {
      // Why the connection ended says more than that it did.
      throw socket.errored ?? error;
    } finally {
      socket.setTimeout(0);
    }
  }

  async #connect(): Promise<Open> {
    const { variables } = this.#context;
    const { host, port, user, password, privateKey, passphrase, hostKey, timeoutSeconds } = this.#options;
    const { default: SftpClient } = await driver("ssh2-sftp-client", () => import("ssh2-sftp-client"));
    // Its own listeners write to the console.
    const client = new SftpClient(this.#options.name, { error: () => {}, end: () => {}, close: () => {} });
    let met = "";
    const given = (key: string, variable: string | undefined) =>
      variable === undefined ? {} : { [key]: secret(variables, variable) };
    try {
      const login = {
        username: secret(variables, user),
        ...given("password", password),
        ...given("privateKey", privateKey),
        ...given("passphrase", passphrase),
      };
      // A packet is written in three pieces; without noDelay each would wait until the server has acknowledged the one before.
      const socket = connect({ host, port, noDelay: true });
      socket.on("timeout", () => socket.destroy(new Error(`${host} did not answer for ${timeoutSeconds} seconds`)));
      const session = await client.connect({
        ...login,
        sock: socket,
        hostVerifier: (key: Buffer) => {
          met = `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
          return met === hostKey.replace(/=+$/, "");
        },
      });
      return { client, session, socket };
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

const opened = (session: Session, path: string) =>
  new Promise<Buffer>((done, fail) => session.open(path, "r", (error, handle) => (error ? fail(error) : done(handle))));

/** The bytes of a file in order, to the end of the piece in which it should end: of a file that grew, more come than were listed. */
async function* bytesOf(
  { session, socket }: Open,
  handle: Buffer,
  bytes: number,
  answered: (block: Promise<Buffer>) => Promise<Buffer>,
): AsyncGenerator<Buffer> {
  const read = (block: Buffer, from: number, length: number, at: number) =>
    new Promise<number>((done, fail) =>
      session.read(handle, block, from, length, at, (error, count) => (error ? fail(error) : done(count))),
    );
  /** Fills a piece of the block, less where the file ends; servers may answer with less than they were asked for. */
  const fill = async (block: Buffer, from: number, at: number) => {
    let filled = 0;
    for (let count = -1; filled < pieceBytes && count !== 0; filled += count)
      count = await read(block, from + filled, pieceBytes - filled, at + filled);
    return filled;
  };
  const ask = (at: number) => {
    const pieces = Math.min(piecesOfBlock, Math.ceil((bytes + 1 - at) / pieceBytes));
    const block = Buffer.allocUnsafe(pieces * pieceBytes);
    // All requests of a block as one write: the driver makes three of each.
    socket.cork();
    const filled = Promise.all(
      Array.from({ length: pieces }, (_, n) => fill(block, n * pieceBytes, at + n * pieceBytes)),
    );
    process.nextTick(() => socket.uncork());
    const whole = filled.then((counts) =>
      block.subarray(
        0,
        counts.reduce((sum, count) => sum + count, 0),
      ),
    );
    whole.catch(() => {});
    return whole;
  };
  try {
    const underWay: Promise<Buffer>[] = [];
    for (let at = 0; at <= bytes || underWay.length > 0; ) {
      for (; at <= bytes && underWay.length < blocksUnderWay; at += piecesOfBlock * pieceBytes) underWay.push(ask(at));
      const due = underWay.shift();
      const block = due && (await answered(due));
      if (block !== undefined && block.length > 0) yield block;
    }
  } finally {
    session.close(handle, () => {});
  }
}
