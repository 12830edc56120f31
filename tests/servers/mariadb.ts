import { join } from "node:path";
import { createConnection } from "mysql2/promise";
import { onPath, runProgram, type Server, startServer } from "./server.ts";

const program = await onPath("mariadbd");
const installer = await onPath("mariadb-install-db", "mysql_install_db");

/** No package brings a MariaDB: a test that wants one runs where the machine has it and says in its name that it does not elsewhere. */
export const noMariadb = program === undefined || installer === undefined;

/** Starts the machine's MariaDB. */
export async function startMariadb(): Promise<Server> {
  if (program === undefined || installer === undefined) throw new Error("This machine has no mariadbd.");
  return startServer({
    prepare(folder) {
      const own = ["--no-defaults", `--datadir=${join(folder, "data")}`, "--skip-test-db"];
      runProgram(installer, [...own, "--auth-root-authentication-method=normal", `--tmpdir=${folder}`], folder);
    },
    command(folder, port) {
      const places = [`--datadir=${join(folder, "data")}`, `--socket=${join(folder, "s")}`, `--tmpdir=${folder}`];
      const settings = [
        "--bind-address=127.0.0.1",
        "--innodb-flush-log-at-trx-commit=0",
        "--innodb-buffer-pool-size=64M",
      ];
      return [program, ["--no-defaults", ...places, `--port=${port}`, ...settings]];
    },
    signal: "SIGTERM",
    url: (port) => `mysql://root@127.0.0.1:${port}/mysql`,
    async ping(url) {
      await runSql(url, "SELECT 1");
    },
  });
}

/** Runs statements, separated by semicolons, on the server. */
export async function runSql(url: string, sql: string): Promise<void> {
  const connection = await createConnection({ uri: url, multipleStatements: true, charset: "utf8mb4" });
  connection.on("error", () => {});
  try {
    await connection.query(sql);
  } finally {
    connection.destroy();
  }
}
