import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

export interface Mailbox {
  /** smtp://huiyin:PASSWORD@host:port */
  address: string;
  mails: { from: string; to: string[]; raw: string }[];
  close(): Promise<void>;
}

export const mailPassword = "mail-password-77";

/** A real SMTP server that wants a login; `refuse` answers a recipient with an error. */
export async function openMailbox(
  refuse: (to: string, count: number) => { responseCode: number; message: string } | undefined = () => undefined,
  options: SMTPServerOptions = {},
): Promise<Mailbox> {
  const mails: Mailbox["mails"] = [];
  let count = 0;
  const server = new SMTPServer({
    authOptional: false,
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) =>
      username === "huiyin" && password === mailPassword
        ? done(null, { user: username })
        : done(Object.assign(new Error("refused"), { responseCode: 535 })),
    onRcptTo: ({ address }, _session, done) => {
      count += 1;
      const wrong = refuse(address, count);
      done(wrong && Object.assign(new Error(wrong.message), wrong));
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          from: mailFrom ? mailFrom.address : "",
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString("utf8"),
        });
        done();
      });
    },
    ...options,
  });
  server.on("error", () => {});
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.server.address() as AddressInfo;
  return {
    address: `smtp://huiyin:${mailPassword}@127.0.0.1:${port}`,
    mails,
    close: () => new Promise((done) => server.close(() => done())),
  };
}

/** The parts of a mail: headers and decoded content of each leaf. */
export function partsOf(raw: string): { headers: string; content: Buffer }[] {
  const split = raw.indexOf("\r\n\r\n");
  const headers = raw.slice(0, split).replace(/\r\n[ \t]+/g, " ");
  const body = raw.slice(split + 4);
  const boundary = /boundary="([^"]+)"/i.exec(headers)?.[1];
  if (boundary === undefined) {
    const encoding = /content-transfer-encoding: (\S+)/i.exec(headers)?.[1]?.toLowerCase();
    return [{ headers, content: decode(body, encoding) }];
  }
  const inner = body.split(`--${boundary}`).slice(1, -1);
  return inner.flatMap((part) => partsOf(part.replace(/^\r\n/, "")));
}

function decode(body: string, encoding: string | undefined): Buffer {
  if (encoding === "base64") return Buffer.from(body, "base64");
  if (encoding !== "quoted-printable") return Buffer.from(body);
  const bytes = body
    .replace(/=\r\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1");
}
