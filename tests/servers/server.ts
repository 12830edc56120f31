import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:fs";
import { access, chown, mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

/** A database server of a test's own, with an empty data folder that goes with it. */
export interface Server {
  url: string;
  port: number;
  pid(): number;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** The path of a program, or undefined where this machine has none. */
export async function onPath(...names: string[]): Promise<string | undefined> {
  for (const folder of [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin"]) {
    for (const name of names) {
      const path = join(folder, name);
      if (
        await access(path, constants.X_OK).then(
          () => true,
          () => false,
        )
      ) {
        return path;
      }
    }
  }
  return undefined;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** Servers refuse to run as root: whom they run as then. */
export const unprivileged = (): { uid?: number; gid?: number } =>
  userInfo().uid === 0 ? { uid: 65_534, gid: 65_534 } : {};

export interface ServerProgram {
  /** Makes the data folder; called once. */
  prepare(folder: string): void;
  /** The server's program and arguments. */
  command(folder: string, port: number): [string, string[]];
  signal: NodeJS.Signals;
  url(port: number): string;
  /** Throws until the server answers. */
  ping(url: string): Promise<void>;
}

/** Starts a server in a folder of its own and waits until it answers. */
export async function startServer(program: ServerProgram): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), "huiyin-server-"));
  const { uid, gid } = unprivileged();
  if (uid !== undefined && gid !== undefined) await chown(folder, uid, gid);
  program.prepare(folder);
  const port = await freePort();
  const url = program.url(port);
  let child: ChildProcess;
  const start = async () => {
    const [file, argv] = program.command(folder, port);
    child = spawn(file, argv, { cwd: folder, stdio: ["ignore", "ignore", "pipe"], ...unprivileged() });
    let said = "";
    child.stderr?.on("data", (piece) => {
      said = `${said}${piece}`.slice(-2_000);
    });
    for (let turn = 0; ; turn += 1) {
      try {
        await program.ping(url);
        return;
      } catch (error) {
        if (turn > 600 || child.exitCode !== null) throw new Error(`${file} did not start: ${said}`, { cause: error });
        await wait(100);
      }
    }
  };
  const end = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(program.signal);
    await ended;
  };
  await start();
  return {
    url,
    port,
    pid: () => child.pid ?? 0,
    async restart() {
      await end();
      await start();
    },
    async stop() {
      await end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Runs a program to its end as the user servers run as. Throws with what it said where it failed. */
export function runProgram(file: string, argv: string[], folder: string): void {
  const { status, stderr, stdout, error } = spawnSync(file, argv, { cwd: folder, encoding: "utf8", ...unprivileged() });
  if (status !== 0) throw new Error(`${file} failed: ${error?.message ?? `${stdout}${stderr}`.slice(-2_000)}`);
}
