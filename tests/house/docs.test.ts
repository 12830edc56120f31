import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, posix } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { loadVerb, verbNames } from "../../pipelines/cli.ts";
import { generatedPages, generatePages, refuseStale } from "../../pipelines/docs/index.ts";
import { commonOptions } from "../../pipelines/verb.ts";
import { files, read, root } from "./tree.ts";

const pages = files("", /\.md$/).filter((path) => !path.startsWith("dashboards/"));
const written = pages.filter((path) => !(path in generatedPages));

describe("generated pages", () => {
  test.each(Object.entries(generatedPages))("%s is what the code makes (npm run docs)", async (path, make) => {
    const [made] = await generatePages(root, { [path]: make });
    expect(made?.isStale).toBe(false);
  });

  test("a stale page is refused by name and left as it is", async () => {
    const folder = await mkdtemp(join(tmpdir(), "huiyin-docs-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, "old.md"), "old\n");
    await writeFile(join(folder, "same.md"), "same\n");
    const made = await generatePages(folder, {
      "old.md": () => "new\n",
      "same.md": () => "same\n",
      "absent.md": () => "x\n",
    });
    expect(made.map(({ path, isStale }) => [path, isStale])).toEqual([
      ["old.md", true],
      ["same.md", false],
      ["absent.md", true],
    ]);
    expect(() => refuseStale(made)).toThrow("old.md, absent.md are not what the code makes.");
    expect((await readdir(folder)).sort()).toEqual(["old.md", "same.md"]);
  });
});

describe("what the pages tell people to type", () => {
  const commands = written.flatMap((path) =>
    [...read(path).matchAll(/\b(npm|npx) [^`\n#&|]+/g)].map(([line]) => ({ path, line })),
  );

  test("npm scripts exist", () => {
    const scripts = new Set(Object.keys(JSON.parse(read("package.json")).scripts));
    const named = commands.flatMap(({ path, line }) => {
      const [, script] = /^npm (?:run (?:--?\w+ )?([\w:-]+)|(?=start|test)(\w+))/.exec(line)?.filter(Boolean) ?? [];
      return script === undefined ? [] : [{ path, script }];
    });
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter(({ script }) => !scripts.has(script))).toEqual([]);
  });

  test("verbs and their options exist", async () => {
    const names = await verbNames();
    const wrong: string[] = [];
    for (const { path, line } of commands) {
      const [, name] = /^npx huiyin ([a-z]+)/.exec(line) ?? [];
      if (name === undefined) continue;
      if (!names.includes(name)) wrong.push(`${path}: ${line}`);
      else {
        const known = { ...commonOptions, ...(await loadVerb(name)).options };
        const unknown = [...line.matchAll(/\s--([a-z-]+)/g)].filter(([, option = ""]) => !(option in known));
        if (unknown.length > 0) wrong.push(`${path}: ${line}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe("links", () => {
  test("resolve to files and headings that are there", () => {
    const wrong = pages.flatMap((path) =>
      linksOf(path)
        .filter((link) => !resolves(path, link))
        .map((link) => `${path}: ${link}`),
    );
    expect(wrong).toEqual([]);
  });
});

describe("records and recipes", () => {
  test("every decision says its context, the decision and its consequences", () => {
    const records = files("docs/decisions", /\.md$/);
    expect(records.length).toBeGreaterThan(5);
    const wrong = records.filter((path) => {
      const headings = [...read(path).matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
      return !/\/\d{4}-[a-z0-9-]+\.md$/.test(path) || headings.join() !== "Context,Decision,Consequences";
    });
    expect(wrong).toEqual([]);
  });

  test("each add-a page stays under a page", () => {
    const recipes = ["source", "metric", "page"].map((noun) => `docs/add-a-${noun}.md`);
    expect(recipes.filter((path) => !existsSync(join(root, path)) || read(path).split("\n").length > 70)).toEqual([]);
  });
});

/** Relative link targets of a page: images too, outside code. */
function linksOf(path: string): string[] {
  const prose = read(path)
    .replace(/^(```|~~~)[\s\S]*?^\1/gm, "")
    .replace(/`[^`\n]*`/g, "code");
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^[a-z]+:/.test(target));
}

function resolves(from: string, link: string): boolean {
  const [file = "", anchor] = link.split("#");
  const target = file === "" ? from : posix.join(dirname(from), decodeURIComponent(file));
  if (!existsSync(join(root, target))) return false;
  if (anchor === undefined || !target.endsWith(".md")) return true;
  return [...read(target).matchAll(/^#+ (.+)$/gm)].some(
    ([, heading = ""]) => slug(heading) === decodeURIComponent(anchor),
  );
}

/** The anchor a heading gets on the common code hosts. */
function slug(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");
}
