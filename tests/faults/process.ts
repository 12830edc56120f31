import { type ChildProcess, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const bin = fileURLToPath(new URL("../../bin/huiyin.mjs", import.meta.url));

/** Settings under which two workspaces of the same input come out alike, byte for byte. */
const steady = { HUIYIN_HASH_KEY: "0".repeat(64), HUIYIN_MEMORY: "1GB", HUIYIN_TEST: "1", TZ: "UTC" };

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  said: string;
  /** Wall clock. */
  milliseconds: number;
}

export interface Started {
  child: ChildProcess;
  ended: Promise<Ended>;
  /** Ends the process and all it started, as a power cut would. */
  kill(): void;
}

/** Starts the command line as a user does, in a process group of its own. */
export function start(argv: readonly string[], variables: Record<string, string> = {}): Started {
  const begun = Date.now();
  const child = spawn(process.execPath, [bin, ...argv], {
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, ...steady, ...variables },
  });
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal, said, milliseconds: Date.now() - begun }));
  });
  const kill = () => {
    try {
      process.kill(-(child.pid ?? 0), "SIGKILL");
    } catch {
      // It had ended.
    }
  };
  return { child, ended, kill };
}

export const finish = (argv: readonly string[], variables: Record<string, string> = {}): Promise<Ended> =>
  start(argv, variables).ended;

/** Starts a command and kills it after a time; says whether it was still running. */
export async function killAfter(argv: readonly string[], milliseconds: number): Promise<{ killed: boolean } & Ended> {
  const one = start(argv);
  const first = await Promise.race([one.ended, wait(milliseconds)]);
  if (first === undefined) one.kill();
  const ended = await one.ended;
  return { killed: ended.signal === "SIGKILL", ...ended };
}

/** Waits until a command holds the workspace of a lock; false where it ended before. */
async function holds({ child }: Started, lock: string): Promise<boolean> {
  while (child.exitCode === null && child.signalCode === null) {
    const text = await readFile(lock, "utf8").catch(() => "");
    if (text.includes(`"pid":${child.pid},`)) return true;
    await wait(5);
  }
  return false;
}

/** Runs a command to its end; `held` are the milliseconds from the moment it held the workspace. */
export async function finishHolding(argv: readonly string[], lock: string): Promise<{ held: number } & Ended> {
  const one = start(argv);
  const from = (await holds(one, lock)) ? Date.now() : undefined;
  const ended = await one.ended;
  return { held: from === undefined ? 0 : Date.now() - from, ...ended };
}

/** Starts a command and kills it a time after it took the workspace. */
export async function killHolding(argv: readonly string[], lock: string, milliseconds: number): Promise<Ended> {
  const one = start(argv);
  if ((await holds(one, lock)) && (await Promise.race([one.ended, wait(milliseconds)])) === undefined) one.kill();
  return await one.ended;
}
