import { readFileSync } from "node:fs";
import { SourceError } from "./source.ts";

/*
 * Secrets come from the environment or from a file it names, never from the command line, a pipeline file or mapping.yaml.
 * Whatever `secret` gave is remembered by this process, so that `masked` can take it out of every sentence, however it got there.
 *
 *     const address = secret(context.variables, "CRM_DATABASE_URL");   // or CRM_DATABASE_URL_FILE=/run/secrets/crm
 *     catch (error) { throw new Error(masked(`cannot connect: ${error.message}`)); }
 *
 * The logger, error messages and the ledger pass through `masked` anyway; call it where a text goes somewhere else.
 */

const shortest = 4;
const longPart = 16;
const given = new Set<string>();

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The secret of this name: the variable itself, or the content of the file that NAME_FILE names, without the line end.
 * Throws SourceError where neither is set, both are, or the file cannot be read.
 */
export function secret(variables: Variables, name: string): string {
  const value = secretIfAny(variables, name);
  if (value !== undefined) return value;
  throw new SourceError(`The secret ${name} is not set.`, {
    hint: `Set ${name}, or ${name}_FILE to the path of a file that holds it; never put it on the command line.`,
  });
}

/** As `secret`, and undefined where neither variable is set. An empty one counts as not set. */
export function secretIfAny(variables: Variables, name: string): string | undefined {
  const value = variables[name] || undefined;
  const file = variables[`${name}_FILE`] || undefined;
  if (value !== undefined && file !== undefined) throw new SourceError(`Both ${name} and ${name}_FILE are set.`);
  const found = file === undefined ? value : readSecret(file, name);
  if (found !== undefined) remember(found);
  return found;
}

function readSecret(file: string, name: string): string {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const { code = "unreadable" } = error as NodeJS.ErrnoException;
    throw new SourceError(`The file that ${name}_FILE names cannot be read (${code}).`);
  }
  const value = text.replace(/\r?\n$/, "");
  if (value === "") throw new SourceError(`The file that ${name}_FILE names is empty.`);
  return value;
}

/** Has `masked` take this text out from now on, in each form it is written in; for tokens that were got with a secret. */
export function remember(value: string): void {
  // Of a key of many lines each line alone.
  const parts = [value, ...value.split(/\r?\n/).filter((line) => line.length >= longPart)];
  // Of an address only what is secret in it: a sentence may still say which host did not answer.
  const address = URL.canParse(value) ? new URL(value) : undefined;
  if (address !== undefined && /^[a-z][a-z0-9+.-]*:\/\//i.test(value)) {
    parts.push(address.password, plainText(address.password));
    for (const [key, text] of address.searchParams) if (secretKey.test(key)) parts.push(text);
    // The address of a webhook is a secret by its path.
    parts.push(...address.pathname.split("/").filter((part) => part.length >= longPart));
  }
  for (const part of parts) {
    if (part.length < shortest) continue;
    const forms = [part, encodeURIComponent(part), Buffer.from(part).toString("base64")];
    for (const form of [...forms, JSON.stringify(part).slice(1, -1)]) given.add(form);
  }
}

function plainText(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const mask = "***";
const secretKey =
  /^(?:.*[_-])?(?:key|token|secret|sign|signature|password|passwd|pwd|auth|code|credential|access[_-]?key(?:[_-]?id)?)$/i;

/** A text without secrets: what `secret` gave, passwords of addresses, credentials of headers and of connection strings. */
export function masked(text: string): string {
  let clear = text;
  for (const value of [...given].sort((a, b) => b.length - a.length)) clear = clear.replaceAll(value, mask);
  return clear
    .replace(/([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/?#"'<>]{0,2000}@/gi, `$1${mask}@`)
    .replace(/([?&;])([\w.-]{1,80})=([^&\s"'<>;#]{1,4000})/g, (whole, lead: string, key: string) =>
      secretKey.test(key) ? `${lead}${key}=${mask}` : whole,
    )
    .replace(/\b(Basic|Bearer)\s+[\w.~+/=-]{6,}/g, `$1 ${mask}`)
    .replace(/\b(password|passwd|pwd)(["']?\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s"',;&]+)/gi, `$1$2${mask}`);
}
