import { parentPort, workerData } from "node:worker_threads";
import type { TextBatch } from "../../transforms/text/columns.ts";
import { type ChainSettings, openChain } from "./open-chain.ts";

const chain = await openChain(workerData as ChainSettings);

parentPort?.on("message", (batch: TextBatch) => parentPort?.postMessage(chain(batch)));
