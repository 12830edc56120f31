/** A stretch of a text, in UTF-16 offsets. */
export interface Span {
  start: number;
  end: number;
}

const separators = /[。！？!?；;…~～\n\r]+|[，,、\s]+/g;
const strong = /[。！？!?；;…~～\n\r]/;
const content = /[\p{L}\p{N}]/gu;
/** A piece between commas shorter than this many letters says nothing alone. */
const shortest = 3;

/** The clauses of a text in their order. A short piece between commas belongs to the clause before it, else to the one after. */
export function clausesOf(text: string): Span[] {
  const clauses: Span[] = [];
  let start = 0;
  let open: Span | undefined;
  const close = () => {
    if (open !== undefined) clauses.push(open);
    open = undefined;
  };
  const take = (end: number) => {
    const length = text.slice(start, end).match(content)?.length ?? 0;
    if (length === 0) return;
    const isShort = length < shortest || (open !== undefined && lengthOf(text, open) < shortest);
    if (open !== undefined && isShort) open = { start: open.start, end };
    else {
      close();
      open = { start, end };
    }
  };
  for (const match of text.matchAll(separators)) {
    const end = match.index + match[0].length;
    if (/^[,.\s]$/.test(match[0]) && isInside(text, match.index)) continue;
    take(match.index);
    start = end;
    if (strong.test(match[0])) close();
  }
  take(text.length);
  close();
  return clauses;
}

const lengthOf = (text: string, { start, end }: Span) => text.slice(start, end).match(content)?.length ?? 0;

/** Whether a comma stands in a number, or a space between Latin words. */
function isInside(text: string, at: number): boolean {
  return /[A-Za-z0-9]/.test(text[at - 1] ?? "") && /[A-Za-z0-9]/.test(text[at + 1] ?? "");
}
