import { createTransport } from "nodemailer";
import pRetry from "p-retry";
import { TerminalError, TransientError } from "../errors.ts";
import type { Channel, Message } from "./message.ts";

export interface SmtpOptions {
  from: string;
  /** Milliseconds before the second try, doubled before each further one. */
  wait?: number;
}

const tries = 4;
const patience = 30_000;

/**
 * Mail by SMTP: text and HTML, attachments, no remote picture. `address` is smtp:// or smtps://user:password@host:port; a server that offers
 * STARTTLS is spoken to encrypted.
 */
export function smtp(address: string, { from, wait = 2000 }: SmtpOptions): Channel {
  const transport = createTransport({
    url: address,
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
    disableUrlAccess: true,
  });
  const { hostname } = new URL(address);
  const mail = (message: Message, to: string | null) => ({
    from,
    to: to ?? "",
    messageId: `<${message.key}@huiyin>`,
    subject: message.subject,
    text: message.text,
    html: message.html,
    attachments: message.attachments.map(({ name, path }) => ({ filename: name, path })),
  });
  return {
    preview(message, to) {
      const { attachments, ...rest } = mail(message, to);
      return { ...rest, attachments: attachments.map(({ filename }) => filename) };
    },
    async send(message, to) {
      await pRetry(
        () =>
          transport.sendMail(mail(message, to)).catch((error: SmtpError) => {
            throw asOurs(error, hostname);
          }),
        {
          retries: tries - 1,
          minTimeout: wait,
          shouldRetry: ({ error }) => error instanceof TransientError,
        },
      );
    },
    close: () => transport.close(),
  };
}

interface SmtpError extends Error {
  code?: string;
  responseCode?: number;
}

const final = ["EAUTH", "ETLS", "EENVELOPE"];

/** A server's 4xx may pass; its 5xx, a refused login and a bad certificate do not. */
function asOurs({ code, responseCode, message }: SmtpError, host: string): Error {
  const what = responseCode === undefined ? (code ?? "no answer") : `answered ${responseCode}`;
  const isFinal = responseCode === undefined ? final.includes(code ?? "") : responseCode >= 500;
  const sentence = `The mail server ${host}: ${what}${responseCode === undefined ? ` (${message})` : ""}.`;
  return isFinal ? new TerminalError(sentence) : new TransientError(sentence);
}
