import { chmod, mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { UserError } from "./errors.ts";

/** The folder a run writes into; its layout is part of the contract. */
export interface Workspace {
  readonly dir: string;
  readonly landing: string;
  readonly quarantine: string;
  readonly warehouse: string;
  /** The tables of the warehouse that are files. */
  readonly tables: string;
  readonly published: string;
  readonly site: string;
  readonly reports: string;
  /** Scratch space: spill files, decoded copies, unfinished builds. */
  readonly temporary: string;
  path(...parts: string[]): string;
}

export async function openWorkspace(folder: string): Promise<Workspace> {
  const dir = resolve(folder);
  await mkdir(dir, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new UserError(`The workspace ${dir} cannot be made (${error.code}).`, {
      hint: "Name a folder that the account that runs huiyin may write, or make it first.",
      cause: error,
    });
  });
  const path = (...parts: string[]) => join(dir, ...parts);
  return {
    dir,
    landing: path("landing"),
    quarantine: path("quarantine"),
    warehouse: path("warehouse.duckdb"),
    tables: path("warehouse"),
    published: path("published"),
    site: path("site"),
    reports: path("reports"),
    temporary: path(".tmp"),
    path,
  };
}

/** What holds raw rows and texts, or where a source stands; reports, published files and the site are for others to read. */
const personal = ["landing", "quarantine", "warehouse", "text", "sources", ".tmp"];

/** Lets nobody but their owner into the folders of a workspace that hold personal data. Where a system knows no such rights, does nothing. */
export async function closeToOthers(workspace: Workspace): Promise<void> {
  for (const name of personal) await chmod(workspace.path(name), 0o700).catch(() => undefined);
  await chmod(workspace.warehouse, 0o600).catch(() => undefined);
}
