import { UserError } from "./errors.ts";

interface Trouble {
  /** Codes of the system. */
  codes: readonly string[];
  /** What the engine says of the same. */
  said: RegExp;
  met: (where: string, message: string) => string;
  hint: string;
}

const again = "Then run again: nothing is lost, and what was published stays as it was.";

const troubles: readonly Trouble[] = [
  {
    codes: ["ENOSPC", "EDQUOT"],
    said: /no space left on device|disk quota exceeded|failed to offload data block/i,
    met: (where) => `The disk is full${where}.`,
    hint: `Free some space, or move the workspace to a larger disk. ${again}`,
  },
  {
    codes: ["EFBIG"],
    said: /file too large/i,
    met: (where) => `A file grew larger than the system allows${where}.`,
    hint: `Look at ulimit -f and at what the file system can hold. ${again}`,
  },
  {
    codes: ["EIO"],
    said: /input\/output error/i,
    met: (where) => `The disk failed to read or write${where}.`,
    hint: `Look at the disk and at the system's log (dmesg). ${again}`,
  },
  {
    codes: ["EROFS", "EACCES", "EPERM"],
    said: /read-only file system|permission denied|operation not permitted/i,
    met: (where) => `A file or folder may not be written${where || " or read"}.`,
    hint: "Give the account that runs huiyin the right to write the workspace and to read the input.",
  },
  {
    codes: ["EMFILE", "ENFILE"],
    said: /too many open files/i,
    met: (where) => `Too many files are open${where}.`,
    hint: `Allow more: ulimit -n 4096. ${again}`,
  },
  {
    codes: ["ENOMEM"],
    said: /^out of memory error|cannot allocate memory|std::bad_alloc/i,
    met: (_, message) =>
      `The engine came to the end of its memory${/\/([\d.]+ [KMGT]?i?B) used/.exec(message)?.[1]?.replace(/^/, ", ") ?? ""}.`,
    hint: `HUIYIN_MEMORY gives it more (HUIYIN_MEMORY=4GB) where the machine has it. ${again}`,
  },
];

/** The sentence for a trouble of the machine, whichever layer met it; undefined for any other error. */
export function troubleOf(error: unknown): UserError | undefined {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    const { code = "", path, message } = cause as NodeJS.ErrnoException;
    const found = troubles.find(({ codes, said }) => codes.includes(code) || said.test(message));
    if (found === undefined) continue;
    const at = path ?? /"(\/[^"]+)"/.exec(message)?.[1];
    return new UserError(found.met(at === undefined ? "" : ` at ${at}`, message), { hint: found.hint, cause: error });
  }
  return undefined;
}
