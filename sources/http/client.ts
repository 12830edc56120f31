import { setTimeout as sleep } from "node:timers/promises";
import PQueue from "p-queue";
import { retry } from "../retry.ts";
import { remember, secret } from "../secret.ts";
import { type FetchContext, SourceError } from "../source.ts";
import { redirectFault } from "./addresses.ts";
import { parseForeignJson } from "./json.ts";
import type { HttpOptions } from "./options.ts";

export interface Answer {
  body: unknown;
  /** Address of the next page by the Link header. */
  next: string | undefined;
}

type Context = Pick<FetchContext, "variables" | "signal" | "say">;

/** Worth trying again. */
class Transient extends Error {}

const mostRedirects = 5;
const seconds = 1000;

/** Asks one server for JSON: by its rates, with its credentials, and distrusting what it says. */
export class Client {
  readonly #options: HttpOptions;
  readonly #context: Context;
  readonly #base: URL;
  readonly #queue: PQueue;
  #token: Promise<string> | undefined;

  constructor(options: HttpOptions, context: Context) {
    this.#options = options;
    this.#context = context;
    this.#base = baseOf(options, context);
    const { concurrency, perSecond } = options;
    this.#queue = new PQueue({
      concurrency,
      ...(perSecond === undefined
        ? {}
        : { interval: Math.ceil(seconds / Math.min(1, perSecond)), intervalCap: Math.max(1, perSecond) }),
    });
  }

  /** The address of a path of the server. */
  address(path: string): URL {
    return new URL(path, this.#base);
  }

  /**
   * Gets an address of the server. Tries again what may pass; throws SourceError for what a person must put right.
   * `what` says what was asked for.
   */
  async get(url: URL, what: string): Promise<Answer> {
    if (url.origin !== this.#base.origin) {
      throw new SourceError(
        `${what} leads to ${url.origin}, but the source is ${this.#base.origin}; it is not followed.`,
      );
    }
    const { signal, say } = this.#context;
    const { retries, waitMs: wait } = this.#options;
    const isTransient = (error: Error) => error instanceof Transient;
    return retry(() => this.#queue.add(() => this.#once(url, what)), { what, signal, say, retries, wait, isTransient });
  }

  async #once(url: URL, what: string): Promise<Answer> {
    let response = await this.#send(url, await this.#headers(), what);
    if (response.status === 401 && this.#options.auth?.by === "oauth") {
      // The token may have been taken back before its time.
      this.#token = undefined;
      await response.body?.cancel();
      response = await this.#send(url, await this.#headers(), what);
    }
    await this.#refuse(response, what);
    const text = await this.#text(response, what);
    if (/^\s*</.test(text) || response.headers.get("content-type")?.startsWith("text/html"))
      throw new Transient(`${what} was answered with a web page, not with JSON; is it a page to log in?`);
    try {
      return { body: parseForeignJson(text), next: nextLink(response.headers.get("link")) };
    } catch (error) {
      const cut = text.length > 0 ? (error as Error).message.slice(0, 100) : "an empty body";
      throw new Transient(`${what} was answered with broken JSON (${cut})`);
    }
  }

  /** Follows redirects by hand: credentials stay with the server, and nobody is led into a private network or off https. */
  async #send(start: URL, headers: Record<string, string>, what: string, body?: URLSearchParams): Promise<Response> {
    let url = start;
    let own = headers;
    for (let hops = 0; hops <= mostRedirects; hops += 1) {
      const response = await this.#fetch(url, own, what, body);
      const location = response.headers.get("location");
      if (response.status < 300 || response.status >= 400 || location === null) return response;
      await response.body?.cancel();
      const target = URL.canParse(location, url) ? new URL(location, url) : undefined;
      const fault =
        target === undefined
          ? "that is no address"
          : body === undefined
            ? await redirectFault(url, target, start)
            : "credentials are not sent on";
      if (target === undefined || fault !== undefined)
        throw new SourceError(`${what} was redirected to ${target?.origin ?? "nowhere"}: ${fault}.`);
      if (target.origin !== start.origin) own = { accept: "application/json" };
      url = target;
    }
    throw new SourceError(`${what} was redirected more than ${mostRedirects} times.`);
  }

  async #fetch(url: URL, headers: Record<string, string>, what: string, body?: URLSearchParams): Promise<Response> {
    const { timeoutSeconds } = this.#options;
    const signal = AbortSignal.any([this.#context.signal, AbortSignal.timeout(timeoutSeconds * seconds)]);
    try {
      return await fetch(url, {
        headers,
        signal,
        redirect: "manual",
        ...(body === undefined ? {} : { method: "POST", body }),
      });
    } catch (error) {
      throw this.#lost(error, what);
    }
  }

  #lost(error: unknown, what: string): Error {
    if (this.#context.signal.aborted) return new Error(`${what} was stopped`);
    const { name, message, cause } = error as Error & { cause?: { code?: string; message?: string } };
    if (name === "TimeoutError")
      return new Transient(`${what} was not answered within ${this.#options.timeoutSeconds} seconds`);
    return new Transient(`${what} failed on the way (${cause?.code ?? cause?.message ?? message})`);
  }

  async #refuse(response: Response, what: string): Promise<void> {
    const { status } = response;
    if (status === 200) return;
    await response.body?.cancel();
    if (status === 401 || status === 403)
      throw new SourceError(`${what} was refused with ${status}; the credentials are wrong or may not read this.`);
    if (status !== 408 && status !== 425 && status !== 429 && status < 500)
      throw new SourceError(`${what} was answered with ${status}; wanted 200.`);
    const wait = waitOf(response.headers.get("retry-after"), new Date(response.headers.get("date") ?? Date.now()));
    if (wait > this.#options.mostWaitSeconds)
      throw new Error(`${what} was answered with ${status} and asks to wait ${Math.ceil(wait)} seconds`);
    // The others wait too: they ask the same server.
    if (wait > 0) {
      this.#queue.pause();
      await sleep(wait * seconds, undefined, { signal: this.#context.signal }).finally(() => this.#queue.start());
    }
    throw new Transient(`${what} was answered with ${status}`);
  }

  async #text(response: Response, what: string): Promise<string> {
    const most = this.#options.mostMegabytes * 2 ** 20;
    const pieces: Uint8Array[] = [];
    let bytes = 0;
    try {
      for await (const piece of (response.body ?? []) as AsyncIterable<Uint8Array>) {
        bytes += piece.length;
        if (bytes > most) break;
        pieces.push(piece);
      }
    } catch (error) {
      throw this.#lost(error, what);
    }
    if (bytes > most)
      throw new SourceError(
        `${what} was answered with more than ${this.#options.mostMegabytes} MB; ask for smaller pages.`,
      );
    return new TextDecoder().decode(Buffer.concat(pieces));
  }

  async #headers(): Promise<Record<string, string>> {
    const { auth, headers } = this.#options;
    const { variables } = this.#context;
    const all = { accept: "application/json", ...headers };
    if (auth === undefined) return all;
    if (auth.by === "header")
      return { ...all, [auth.header.toLowerCase()]: `${auth.prefix}${secret(variables, auth.secret)}` };
    if (auth.by === "basic") {
      const pair = Buffer.from(`${secret(variables, auth.user)}:${secret(variables, auth.password)}`).toString(
        "base64",
      );
      remember(pair);
      return { ...all, authorization: `Basic ${pair}` };
    }
    this.#token ??= this.#newToken(auth);
    return { ...all, authorization: `Bearer ${await this.#token}` };
  }

  async #newToken(auth: Extract<NonNullable<HttpOptions["auth"]>, { by: "oauth" }>): Promise<string> {
    const { variables } = this.#context;
    const form = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: secret(variables, auth.clientId),
      client_secret: secret(variables, auth.clientSecret),
      ...(auth.scope === undefined ? {} : { scope: auth.scope }),
    });
    const what = "the token";
    const response = await this.#send(new URL(auth.tokenUrl, this.#base), { accept: "application/json" }, what, form);
    if (response.status === 400)
      throw new SourceError("The token was refused with 400; client id, secret or scope is wrong.");
    await this.#refuse(response, what);
    const token = await this.#text(response, what)
      .then(parseForeignJson)
      .catch(() => undefined);
    const value = (token as { access_token?: unknown } | undefined)?.access_token;
    if (typeof value !== "string" || value === "") throw new Transient("the answer for a token holds no access_token");
    remember(value);
    return value;
  }
}

function baseOf({ url }: HttpOptions, { variables }: Context): URL {
  const address = url.includes("://") ? url : secret(variables, url);
  if (!URL.canParse(address) || !/^https?:\/\//.test(address))
    throw new SourceError(`The address of the source is none of the web; wanted https://… or the name of a variable.`);
  const base = new URL(address);
  if (base.username !== "" || base.password !== "")
    throw new SourceError(
      "The address of the source holds a password; wanted it under auth, by the name of a variable.",
    );
  if (!base.pathname.endsWith("/")) base.pathname += "/";
  return base;
}

/** Seconds a Retry-After asks for, as a number of them or as a date. */
function waitOf(header: string | null, now: Date): number {
  if (header === null) return 0;
  if (/^\d+$/.test(header.trim())) return Number(header);
  const at = Date.parse(header);
  return Number.isNaN(at) ? 0 : Math.max(0, (at - now.getTime()) / seconds);
}

function nextLink(header: string | null): string | undefined {
  for (const [, address = "", parameters = ""] of header?.matchAll(/<([^>]*)>([^,<]*)/g) ?? []) {
    if (/;\s*rel="?(?:[^"]*\s)?next[\s";,]?/i.test(parameters)) return address;
  }
  return undefined;
}
