import { onTestFinished } from "vitest";
import { type SftpServer, type SftpTricks, startSftp } from "../servers/sftp.ts";

export type { SftpServer };

/** A real SSH server for as long as a test runs. */
export async function sftpServer(root: string, tricks: SftpTricks = {}): Promise<SftpServer> {
  const server = await startSftp(root, tricks);
  onTestFinished(() => server.close());
  return server;
}
