import { Worker } from "node:worker_threads";
import type { TextBatch, TextColumns } from "../../transforms/text/columns.ts";
import { type ChainSettings, openChain } from "./open-chain.ts";

/** Processes batches in threads, or in this one. */
export interface TextPool {
  /** Batches it takes before it has to be waited for. */
  readonly room: number;
  process(batch: TextBatch): Promise<TextColumns>;
  close(): Promise<void>;
}

/** Opens a pool of so many threads; with none the batches are processed where they are. */
export async function openPool(settings: ChainSettings, workers: number): Promise<TextPool> {
  if (workers === 0) {
    const chain = await openChain(settings);
    return { room: 1, process: async (batch) => chain(batch), close: async () => {} };
  }
  const threads = Array.from({ length: workers }, () => startThread(settings));
  return {
    room: 2 * workers,
    process(batch) {
      const idlest = threads.reduce((a, b) => (b.waiting() < a.waiting() ? b : a));
      return idlest.process(batch);
    },
    async close() {
      await Promise.all(threads.map((thread) => thread.close()));
    },
  };
}

interface Thread {
  waiting(): number;
  process(batch: TextBatch): Promise<TextColumns>;
  close(): Promise<void>;
}

/** A thread answers in the order it was asked. */
function startThread(settings: ChainSettings): Thread {
  const worker = new Worker(new URL("./worker.mjs", import.meta.url), { workerData: settings });
  const asked: { resolve(columns: TextColumns): void; reject(error: unknown): void }[] = [];
  let failure: unknown;
  const fail = (error: unknown) => {
    failure ??= error;
    for (const { reject } of asked.splice(0)) reject(failure);
  };
  worker.on("message", (columns: TextColumns) => asked.shift()?.resolve(columns));
  worker.on("error", fail);
  worker.on("exit", (code) => fail(new Error(`A thread that reads texts ended with code ${code}.`)));
  return {
    waiting: () => asked.length,
    process(batch) {
      return new Promise((resolve, reject) => {
        if (failure !== undefined) return reject(failure);
        asked.push({ resolve, reject });
        worker.postMessage(batch);
      });
    },
    async close() {
      await worker.terminate();
    },
  };
}
