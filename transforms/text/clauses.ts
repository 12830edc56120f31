import { classOf, isLatin, isLetter, isSpace, isStrongBreak, isWeakBreak } from "./characters.ts";

/** A stretch of a text, in UTF-16 offsets. */
export interface Span {
  start: number;
  end: number;
}

/** A piece between commas shorter than this many letters says nothing alone. */
const shortest = 3;

/** The clauses of a text in their order. A short piece between commas belongs to the clause before it, else to the one after. */
export function clausesOf(text: string): Span[] {
  const clauses: Span[] = [];
  let open: Span | undefined;
  let openLetters = 0;
  let start = 0;
  let letters = 0;
  const take = (to: number) => {
    if (letters > 0) {
      let end = to;
      while (classOf(text, end - 1) & isSpace) end--;
      while (classOf(text, start) & isSpace) start++;
      if (open !== undefined && (letters < shortest || openLetters < shortest)) {
        open.end = end;
        openLetters += letters;
      } else {
        open = { start, end };
        openLetters = letters;
        clauses.push(open);
      }
    }
    letters = 0;
    start = to + 1;
  };
  for (let at = 0; at < text.length; at++) {
    const kind = classOf(text, at);
    if (kind & isLetter) letters++;
    else if (kind & isStrongBreak) {
      take(at);
      open = undefined;
    } else if (kind & isWeakBreak && !isInside(text, at)) take(at);
  }
  take(text.length);
  return clauses;
}

const digit = /[0-9]/;

/** Whether a comma stands in a number, or a space between Latin words. */
function isInside(text: string, at: number): boolean {
  if (at === 0 || at === text.length - 1) return false;
  if (text[at] === ",") return digit.test(text.charAt(at - 1)) && digit.test(text.charAt(at + 1));
  return text[at] === " " && isWestern(text, at - 1) && isWestern(text, at + 1);
}

const isWestern = (text: string, at: number): boolean =>
  (classOf(text, at) & isLatin) !== 0 || digit.test(text.charAt(at));
