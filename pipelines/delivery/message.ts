/** One message to one recipient: what a person reads, in the forms channels can show. */
export interface Message {
  /** The same for the same content to the same recipient; mail servers and people can tell a repetition by it. */
  key: string;
  subject: string;
  /** Markdown of headings, lists, bold and links: what chat tools show. */
  markdown: string;
  text: string;
  /** Whole document, styles inline, no remote picture; what a mail shows. */
  html: string;
  attachments: readonly Attachment[];
}

export interface Attachment {
  name: string;
  /** Absolute. */
  path: string;
  bytes: number;
}

/** Something that takes messages: an SMTP server or the robot of a chat. */
export interface Channel {
  /**
   * Sends to a mail address, or into the chat where `to` is null. Resolves once the other side has accepted. Throws TransientError where another try may help and TerminalError where it cannot; neither
   * names an address or a secret.
   */
  send(message: Message, to: string | null): Promise<void>;
  /** What would be sent, without sending: one JSON value for a robot, the headers and parts of a mail. */
  preview(message: Message, to: string | null): unknown;
  close(): void;
}
