import { rmSync } from "node:fs";
import { recordKilled } from "./ledger.ts";
import type { Logger } from "./logger.ts";
import type { Workspace } from "./workspace.ts";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

const children = new Set<{ kill(signal: "SIGKILL"): unknown }>();

/** A process that ends with this one, when a signal ends it. Returns what forgets it again. */
export function endsWithUs(child: { kill(signal: "SIGKILL"): unknown }): () => void {
  children.add(child);
  return () => void children.delete(child);
}

/**
 * From here on a signal that ends the process is said and written down, and takes lock and scratch files with it; the process still
 * ends by that signal. Returns what undoes this.
 */
export function whenStopped(workspace: Workspace, { at }: { at: string }, logger: Logger): () => void {
  const stop = (signal: NodeJS.Signals) => {
    forget();
    for (const child of children) child.kill("SIGKILL");
    logger.error(`Stopped by ${signal}. Nothing is lost: start the same command again.`);
    try {
      recordKilled(workspace, { at });
    } finally {
      rmSync(workspace.temporary, { recursive: true, force: true });
      rmSync(workspace.path(".lock"), { force: true });
      process.kill(process.pid, signal);
    }
  };
  const forget = () => {
    for (const signal of signals) process.off(signal, stop);
  };
  for (const signal of signals) process.on(signal, stop);
  return forget;
}
