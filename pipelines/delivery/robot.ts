import PQueue from "p-queue";
import pRetry from "p-retry";
import { TerminalError, TransientError } from "../errors.ts";

/** What a chat's robot answers: JSON whose code says how it went. */
export type Reply = Readonly<Record<string, unknown>>;

export interface Pace {
  /** Messages a minute the platform takes. */
  perMinute: number;
  /** Milliseconds of that minute; tests shorten it. */
  minute?: number;
  /** Milliseconds before the second try, doubled before each further one. */
  wait?: number;
}

const tries = 4;
const patience = 15_000;

/**
 * Posts JSON to a robot's address, no faster than the platform allows and again where that may help: no connection, no answer in 15 s,
 * 429, 5xx, or a reply that `judge` calls busy. `judge` returns what is wrong with a reply, or undefined.
 */
export function openRobot(
  address: string,
  { perMinute, minute = 60_000, wait = 1000 }: Pace,
  judge: (reply: Reply) => { problem: string; isBusy: boolean } | undefined,
): (body: () => { query?: Record<string, string>; json: unknown }) => Promise<void> {
  const queue = new PQueue({ concurrency: 1, interval: minute, intervalCap: perMinute });
  const { host } = new URL(address);
  const once = async (body: () => { query?: Record<string, string>; json: unknown }) => {
    const { query = {}, json } = body();
    const url = new URL(address);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const problem = await post(url, json, host, judge);
    if (problem !== undefined) throw problem;
  };
  return (body) =>
    pRetry(() => queue.add(() => once(body)), {
      retries: tries - 1,
      minTimeout: wait,
      shouldRetry: ({ error }) => error instanceof TransientError,
    });
}

async function post(
  url: URL,
  json: unknown,
  host: string,
  judge: (reply: Reply) => { problem: string; isBusy: boolean } | undefined,
): Promise<Error | undefined> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json; charset=utf-8" },
    body: JSON.stringify(json),
    redirect: "error",
    signal: AbortSignal.timeout(patience),
  }).catch((error: Error) => new TransientError(`${host} does not answer (${reason(error)}).`));
  if (response instanceof Error) return response;
  const { status } = response;
  const text = await response.text().catch(() => "");
  if (status === 429 || status >= 500) return new TransientError(`${host} answered ${status}.`);
  if (status !== 200) return new TerminalError(`${host} answered ${status}.`);
  const reply = parse(text);
  if (reply === undefined) return new TerminalError(`${host} answered with something that is no JSON.`);
  const judged = judge(reply);
  if (judged === undefined) return undefined;
  return judged.isBusy
    ? new TransientError(`${host}: ${judged.problem}`)
    : new TerminalError(`${host}: ${judged.problem}`);
}

const reason = (error: Error): string =>
  (error.cause as NodeJS.ErrnoException | undefined)?.code ?? (error.name === "TimeoutError" ? "15 s" : error.name);

function parse(text: string): Reply | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Reply) : undefined;
  } catch {
    return undefined;
  }
}
