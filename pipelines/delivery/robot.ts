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

/** One call: JSON, or a form with a file; `verb` stands for the last part of the address' path. */
export type Call = { verb?: string; query?: Record<string, string> } & ({ json: unknown } | { form: FormData });

/**
 * Posts to a robot's address, no faster than the platform allows and again where that may help: no connection, no answer in 15 s,
 * 429, 5xx, or a reply that `judge` calls busy. `judge` returns what is wrong with a reply, or undefined. Resolves to the reply.
 */
export function openRobot(
  address: string,
  { perMinute, minute = 60_000, wait = 1000 }: Pace,
  judge: (reply: Reply) => { problem: string; isBusy: boolean } | undefined,
): (call: () => Call) => Promise<Reply> {
  const queue = new PQueue({ concurrency: 1, interval: minute, intervalCap: perMinute });
  const { host } = new URL(address);
  const once = async (make: () => Call) => {
    const call = make();
    const url = new URL(address);
    if (call.verb !== undefined) url.pathname = url.pathname.replace(/[^/]*$/, call.verb);
    for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.set(name, value);
    const reply = await post(url, call, host, judge);
    if (reply instanceof Error) throw reply;
    return reply;
  };
  return (call) =>
    pRetry(() => queue.add(() => once(call)), {
      retries: tries - 1,
      minTimeout: wait,
      shouldRetry: ({ error }) => error instanceof TransientError,
    });
}

async function post(
  url: URL,
  call: Call,
  host: string,
  judge: (reply: Reply) => { problem: string; isBusy: boolean } | undefined,
): Promise<Error | Reply> {
  const response = await fetch(url, {
    method: "POST",
    ...("form" in call
      ? { body: call.form }
      : { headers: { "content-type": "application/json; charset=utf-8" }, body: JSON.stringify(call.json) }),
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
  if (judged === undefined) return reply;
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
