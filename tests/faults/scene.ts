import { cp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { exists } from "../../pipelines/files.ts";
import { evidence, filesOf, heldAt, outcomes, seen, warehouse } from "./evidence.ts";
import { finishHolding } from "./process.ts";

export const verbs = ["pull", "transform", "publish", "site", "report", "run", "forget"] as const;
export type Verb = (typeof verbs)[number];

/** Folders that readers read, each swapped in whole. */
const parts = ["published", "site", "reports"] as const;
type Readers = Record<(typeof parts)[number], string>;

/** A command nobody disturbs: the workspace it begins with, what it leaves, and what readers see before and after it. */
export interface Act {
  verb: Verb;
  argv: readonly string[];
  before: string;
  wanted: Record<string, unknown>;
  allowed: readonly [Readers, Readers];
  /** Milliseconds it last held the workspace. */
  held: number;
}

const customer = "C5";

/** The one workspace that commands work in: a copy elsewhere would be another one to the paths its warehouse holds. */
export class Scene {
  readonly work: string;
  readonly lock: string;
  readonly root: string;
  constructor(root: string) {
    this.root = root;
    this.work = join(root, "work");
    this.lock = join(this.work, ".lock");
  }

  /** Plays a command undisturbed, on the workspace as it stands. Throws where it fails. */
  async act(name: string, verb: Verb, input: string): Promise<Act> {
    const argv = [
      verb,
      ...(verb === "pull" || verb === "run" ? ["--input", input] : []),
      ...(verb === "forget" ? ["--customer", customer] : []),
      "--workspace",
      this.work,
      "--quiet",
    ];
    const before = await this.keep(name);
    const earlier = await this.readers();
    const { code, said, held } = await finishHolding(argv, this.lock);
    if (code !== 0) throw new Error(`${verb} undisturbed ended with ${code}: ${said}`);
    return { verb, argv, before, wanted: await this.found(verb), allowed: [earlier, await this.readers()], held };
  }

  /** Puts the workspace aside as it is; `restore` brings it back. */
  async keep(name: string): Promise<string> {
    const kept = join(this.root, `before-${name}`);
    if (await exists(this.work)) await copy(this.work, kept);
    return kept;
  }

  async restore(kept: string): Promise<void> {
    await rm(this.work, { recursive: true, force: true });
    if (await exists(kept)) await copy(kept, this.work);
  }

  /** What the command has to leave the same, however often it was killed on the way. */
  async found(verb: Verb): Promise<Record<string, unknown>> {
    return { ...(await evidence(this.work)), ...(verb === "transform" ? await warehouse(this.work) : {}) };
  }

  private async readers(): Promise<Readers> {
    const [published, site] = await Promise.all(
      ["published", "site"].map((part) => seen(join(this.work, part)).catch((error: Error) => error.message)),
    );
    const days = Object.entries(await filesOf(join(this.work, "reports"))).filter(([path]) => !path.startsWith("."));
    return { published: published ?? "", site: site ?? "", reports: JSON.stringify(days) };
  }

  /** What readers see of a command that was killed, where it is neither the old nor the new whole; `aside` where the old was put aside. */
  async torn({ allowed }: Act): Promise<{ wrong: string[]; aside: boolean }> {
    const now = await this.readers();
    const wrong: string[] = [];
    let aside = false;
    for (const part of parts) {
      if (allowed.some((one) => one[part] === now[part])) continue;
      const folder = part === "reports" ? join(this.work, "reports") : this.work;
      const old = (await readdir(folder)).filter(
        (name) => /^\..+\.old$/.test(name) && (part === "reports" || name.includes(part)),
      );
      if (old.length === 1 && (part === "reports" || now[part] === "absent")) aside = true;
      else wrong.push(`${part} is neither the old nor the new whole: ${now[part].slice(0, 200)}`);
    }
    return { wrong, aside };
  }

  /** Where what the command left differs from what nobody disturbed, and where the ledger does not know its kills. */
  async differences({ verb, wanted }: Act, known: number, killed: ReadonlySet<string>): Promise<string[]> {
    const found = await this.found(verb);
    const names = Object.keys(wanted).filter((name) => !isDeepStrictEqual(found[name], wanted[name]));
    const told = ((await outcomes(this.work)).killed ?? 0) - known;
    return [
      ...names.map((name) => `${name} differs: ${firstDifference(found[name], wanted[name])}`),
      ...(told === killed.size ? [] : [`the ledger knows ${told} kills of ${killed.size}`]),
    ];
  }

  held = (): Promise<string[]> => heldAt(this.work);
  kills = async (): Promise<number> => (await outcomes(this.work)).killed ?? 0;
}

const copy = (from: string, to: string) =>
  cp(from, to, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });

function firstDifference(found: unknown, wanted: unknown): string {
  if (typeof found !== "object" || typeof wanted !== "object" || found === null || wanted === null)
    return `${JSON.stringify(found)?.slice(0, 200)}, wanted ${JSON.stringify(wanted)?.slice(0, 200)}`;
  const [one, other] = [found, wanted] as Record<string, unknown>[];
  for (const key of new Set([...Object.keys(one ?? {}), ...Object.keys(other ?? {})])) {
    if (!isDeepStrictEqual(one?.[key], other?.[key])) return `${key}: ${firstDifference(one?.[key], other?.[key])}`;
  }
  return "";
}
