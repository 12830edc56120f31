import { existsSync, readFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";

/*
 * Observable Framework asks a package registry for versions and a CDN for modules while it builds, even for a blank page.
 * Importing this file answers both from node_modules, so a build needs no network and the lockfile is the truth.
 * Requests are told apart by the shape of their path; a host is never named, and anything else is refused.
 */

const project = fileURLToPath(new URL("../..", import.meta.url));

/** Kept as one copy between modules instead of being inlined into each. */
const shared = new Set(["@observablehq/plot", "apache-arrow", "d3", "htl", "isoformat"]);

interface Specifier {
  name: string;
  version: string | undefined;
  path: string;
}

/** Splits `@scope/name@1.2.3/dist/x.js` into name, version and path. */
export function parseSpecifier(text: string): Specifier {
  const match = /^((?:@[^/@]+\/)?[^/@]+)(?:@([^/]+))?(?:\/(.*))?$/.exec(text);
  if (!match?.[1]) throw new Error(`offline: "${text}" is not a package specifier`);
  return { name: match[1], version: match[2], path: match[3] ?? "" };
}

/** The folder and version of an installed package as seen from a folder, or null. */
export function findPackage(name: string, from: string = project): { folder: string; version: string } | null {
  for (let folder = from; ; folder = dirname(folder)) {
    const file = join(folder, "node_modules", name, "package.json");
    if (existsSync(file)) {
      return { folder: dirname(file), version: String(JSON.parse(readFileSync(file, "utf8")).version) };
    }
    if (folder === dirname(folder)) return null;
  }
}

const keepShared = (self: string): Plugin => ({
  name: "keep-shared",
  setup(builder) {
    builder.onResolve({ filter: /^[^./]/ }, (args) => {
      if (args.kind === "entry-point" || args.importer === "<stdin>") return undefined;
      const { name, path } = parseSpecifier(args.path);
      const found = name !== self && shared.has(name) ? findPackage(name, args.resolveDir) : null;
      return found && { path: `/npm/${name}@${found.version}/${path ? `${path}/` : ""}+esm`, external: true };
    });
  },
});

async function bundle(name: string, path: string): Promise<string> {
  const specifier = JSON.stringify(path ? `${name}/${path}` : name);
  const attempt = (contents: string) =>
    build({
      stdin: { contents, resolveDir: project },
      bundle: true,
      write: false,
      format: "esm",
      platform: "browser",
      minify: true,
      target: "es2022",
      legalComments: "none",
      logLevel: "silent",
      define: { "process.env.NODE_ENV": '"production"' },
      plugins: [keepShared(name)],
    });
  const withDefault = `export * from ${specifier}; export {default} from ${specifier};`;
  const result = await attempt(withDefault).catch(() => attempt(`export * from ${specifier};`));
  return result.outputFiles[0]?.text ?? "";
}

function installed(name: string): { folder: string; version: string } {
  const found = findPackage(name);
  if (!found) throw new Error(`offline: npm:${name} is not installed; run npm install ${name}`);
  return found;
}

function answerVersion(pathname: string): Response {
  const { name } = parseSpecifier(pathname.slice(1).replace(/\/latest$/, ""));
  // Framework asks for the version of every package its library mentions, whether a page uses it or not.
  const version = findPackage(name)?.version ?? "0.0.0";
  return Response.json({ name, version, versions: { [version]: {} } });
}

async function answerModule(pathname: string): Promise<Response> {
  const { name, version, path } = parseSpecifier(pathname.slice("/npm/".length));
  const found = installed(name);
  if (found.version !== version) {
    throw new Error(`offline: npm:${name}@${version} was asked for, ${found.version} is installed`);
  }
  const script = { headers: { "content-type": "application/javascript; charset=utf-8" } };
  if (/(^|\/)\+esm$/.test(path)) return new Response(await bundle(name, path.replace(/\/?\+esm$/, "")), script);
  const bytes = readFileSync(join(found.folder, path));
  return new Response(bytes, /\.m?js$/.test(extname(path)) ? script : {});
}

/** Answers one request from node_modules, or passes loopback on; every other request is refused with its host. */
export async function offlineFetch(
  input: string | URL | Request,
  init: RequestInit | undefined,
  onward: typeof fetch,
): Promise<Response> {
  const url = new URL(input instanceof Request ? input.url : input);
  if (url.hostname === "127.0.0.1" || url.hostname === "localhost") return onward(input, init);
  const pathname = decodeURIComponent(url.pathname);
  if (pathname.startsWith("/npm/")) return answerModule(pathname);
  if (/^\/(@[^/@]+\/)?[^/@]+(\/latest)?$/.test(pathname)) return answerVersion(pathname);
  throw new Error(`offline: refused a request to ${url.host}`);
}

/** Replaces the global fetch of this process. */
export function goOffline(): void {
  const onward = globalThis.fetch;
  globalThis.fetch = (input, init) => offlineFetch(input, init, onward);
}
