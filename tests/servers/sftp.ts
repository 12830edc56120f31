import { createHash } from "node:crypto";
import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, type Stats, statSync } from "node:fs";
import { createRequire } from "node:module";
import type { AddressInfo, Server } from "node:net";
import { join, posix } from "node:path";

type Listener<Context> = (context: Context) => void;

interface Login {
  method: string;
  username: string;
  password?: string;
  accept(): void;
  reject(methods: string[]): void;
}

/** What is asked for over SFTP: the request's number, and a path or the bytes of a handle. */
interface SftpSession {
  on(event: "REALPATH" | "STAT" | "LSTAT" | "OPENDIR" | "OPEN", listener: (id: number, path: string) => void): void;
  on(event: "READDIR" | "FSTAT" | "CLOSE", listener: (id: number, handle: Buffer) => void): void;
  on(event: "READ", listener: (id: number, handle: Buffer, offset: number, length: number) => void): void;
  name(id: number, names: object[]): void;
  attrs(id: number, attributes: object): void;
  handle(id: number, handle: Buffer): void;
  data(id: number, data: Buffer): void;
  status(id: number, code: number): void;
}

interface SshClient {
  on(event: "error", listener: () => void): void;
  on(event: "authentication", listener: Listener<Login>): void;
  on(
    event: "session",
    listener: Listener<() => { on(event: "sftp", listener: Listener<() => SftpSession>): void }>,
  ): void;
  setNoDelay(isOn: boolean): void;
  end(): void;
}

interface Ssh2 {
  Server: new (options: { hostKeys: string[] }, connected: Listener<SshClient>) => Server;
  utils: {
    sftp: { STATUS_CODE: Record<"OK" | "EOF" | "NO_SUCH_FILE", number> };
    generateKeyPairSync(kind: string): { private: string; public: string };
    parseKey(key: string): { getPublicSSH(): Buffer } | Error;
  };
}

/** The package the client stands on speaks for servers too. */
const require = createRequire(createRequire(import.meta.url).resolve("ssh2-sftp-client"));
const { Server: SshServer, utils } = require("ssh2") as Ssh2;
const { STATUS_CODE } = utils.sftp;

export interface SftpServer {
  port: number;
  fingerprint: string;
  /** Connections made so far. */
  connections(): number;
  close(): void;
}

export interface SftpTricks {
  /** Ends the connection at the n-th read of a file. */
  diesAtRead?: number;
  /** Answers no request of the first connection from the n-th read of a file on. */
  mutesAtRead?: number;
  /** Answers no request of the first connection from its first listing of a folder on. */
  mutesAtList?: boolean;
  /** Called before every listing of a folder, from 1. */
  onList?(nth: number): void;
  /** Called before every read of a file, from 1. */
  onRead?(nth: number): void;
  /** Most bytes an answer holds. */
  mostBytes?: number;
  /** Answers the first reads only when so many have come, the last first. */
  gathers?: number;
}

/** A pair of keys; one in some hundreds that the package makes cannot be read again. */
function newKeys(): { secret: string; public: Buffer } {
  for (;;) {
    const made = utils.generateKeyPairSync("ed25519");
    const [secret, open] = [utils.parseKey(made.private), utils.parseKey(made.public)];
    if (!(secret instanceof Error) && !(open instanceof Error))
      return { secret: made.private, public: open.getPublicSSH() };
  }
}

/** A real SSH server on this machine that lets user "drop" with password "pass-0815" read a folder. */
export async function startSftp(root: string, tricks: SftpTricks = {}): Promise<SftpServer> {
  const keys = newKeys();
  let connections = 0;
  let reads = 0;
  let lists = 0;
  const server = new SshServer({ hostKeys: [keys.secret] }, (client) => {
    connections += 1;
    client.on("error", () => {});
    client.setNoDelay(true);
    client.on("authentication", (context) => {
      const isRight = context.method === "password" && context.username === "drop" && context.password === "pass-0815";
      if (isRight) context.accept();
      else context.reject(["password"]);
    });
    client.on("session", (acceptSession) => {
      acceptSession().on("sftp", (acceptSftp) => {
        const sftp = acceptSftp();
        const real = (path: string) => join(root, posix.resolve("/", path));
        const open = new Map<number, { file?: number; names?: string[]; folder?: string }>();
        let next = 0;
        const handle = (entry: { file?: number; names?: string[]; folder?: string }) => {
          next += 1;
          open.set(next, entry);
          const bytes = Buffer.alloc(4);
          bytes.writeUInt32BE(next);
          return bytes;
        };
        const attributes = (stats: Stats) => ({
          mode: stats.mode,
          uid: 0,
          gid: 0,
          size: stats.size,
          atime: Math.floor(stats.atimeMs / 1000),
          mtime: Math.floor(stats.mtimeMs / 1000),
        });
        const nth = connections;
        let isMute = false;
        const answer = (id: number, work: () => void) => {
          if (isMute) return;
          try {
            work();
          } catch {
            sftp.status(id, STATUS_CODE.NO_SUCH_FILE);
          }
        };
        sftp.on("REALPATH", (id, path) => {
          const filename = posix.resolve("/", path);
          sftp.name(id, [{ filename, longname: filename, attrs: {} }]);
        });
        const stat = (id: number, path: string) => answer(id, () => sftp.attrs(id, attributes(statSync(real(path)))));
        sftp.on("STAT", stat);
        sftp.on("LSTAT", stat);
        sftp.on("OPENDIR", (id, path) =>
          answer(id, () => {
            lists += 1;
            isMute = nth === 1 && tricks.mutesAtList === true;
            if (isMute) return;
            tricks.onList?.(lists);
            sftp.handle(id, handle({ names: readdirSync(real(path)), folder: real(path) }));
          }),
        );
        sftp.on("READDIR", (id, bytes) => {
          const entry = open.get(bytes.readUInt32BE(0));
          const { names = [], folder = "" } = entry ?? {};
          if (names.length === 0) return sftp.status(id, STATUS_CODE.EOF);
          if (entry !== undefined) entry.names = [];
          sftp.name(
            id,
            names.map((filename) => {
              const stats = statSync(join(folder, filename));
              const longname = `${stats.isDirectory() ? "d" : "-"}rw-r--r-- 1 0 0 ${stats.size} ${filename}`;
              return { filename, longname, attrs: attributes(stats) };
            }),
          );
        });
        sftp.on("OPEN", (id, path) =>
          answer(id, () => sftp.handle(id, handle({ file: openSync(real(path), constants.O_RDONLY) }))),
        );
        sftp.on("FSTAT", (id, bytes) =>
          answer(id, () => sftp.attrs(id, attributes(fstatSync(open.get(bytes.readUInt32BE(0))?.file ?? -1)))),
        );
        const gathered: (() => void)[] = [];
        sftp.on("READ", (id, bytes, offset, length) => {
          reads += 1;
          if (reads === tricks.diesAtRead) return void client.end();
          if (nth === 1 && reads === tricks.mutesAtRead) isMute = true;
          tricks.onRead?.(reads);
          gathered.push(() =>
            answer(id, () => {
              const data = Buffer.alloc(Math.min(length, tricks.mostBytes ?? length));
              const read = readSync(open.get(bytes.readUInt32BE(0))?.file ?? -1, data, 0, data.length, offset);
              if (read === 0) sftp.status(id, STATUS_CODE.EOF);
              else sftp.data(id, data.subarray(0, read));
            }),
          );
          if (reads < (tricks.gathers ?? 1)) return;
          for (const give of gathered.splice(0).reverse()) give();
        });
        sftp.on("CLOSE", (id, bytes) => {
          const { file } = open.get(bytes.readUInt32BE(0)) ?? {};
          if (file !== undefined) closeSync(file);
          sftp.status(id, STATUS_CODE.OK);
        });
      });
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const fingerprint = createHash("sha256").update(keys.public).digest("base64").replace(/=+$/, "");
  return {
    port: (server.address() as AddressInfo).port,
    fingerprint: `SHA256:${fingerprint}`,
    connections: () => connections,
    close: () => void server.close(),
  };
}
