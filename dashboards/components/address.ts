import { createHash } from "node:crypto";

/** File names end at 255 bytes on most systems; words stand before and after an address in them. */
const longest = 160;

/**
 * A text as part of an address and of a file's name, of at most 160 letters: ASCII letters, digits, `_` and those in `also`
 * stand, any other by its code, `.6d17`. What is longer is cut, with a hash of the whole text at its end.
 */
export function addressOf(text: string, also = "-"): string {
  let address = "";
  for (const char of text) {
    const stands = /[A-Za-z0-9_]/.test(char) || also.includes(char);
    address += stands ? char : `.${(char.codePointAt(0) ?? 0).toString(16)}`;
  }
  return shortened(address, text);
}

/** An address that is too long, cut between two letters and told apart by a hash of what it stands for. */
export function shortened(address: string, text: string): string {
  if (address.length <= longest) return address;
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 12);
  return `${address.slice(0, longest - hash.length - 1).replace(/\.[0-9a-f]*$/, "")}-${hash}`;
}
