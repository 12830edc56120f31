/** Classes of UTF-16 units, as bits. */
export const isLetter = 1;
export const isHan = 2;
export const isLatin = 4;
/** Ends a clause. */
export const isStrongBreak = 8;
/** Ends a clause that is long enough. */
export const isWeakBreak = 16;
export const isSpace = 32;

const table = new Uint8Array(0x10000);

function mark(pattern: RegExp, bits: number): void {
  for (let code = 0; code < 0x10000; code++) {
    if ((code < 0xd800 || code > 0xdfff) && pattern.test(String.fromCharCode(code)))
      table[code] = (table[code] as number) | bits;
  }
}
mark(/[\p{L}\p{N}]/u, isLetter);
mark(/[\u3400-\u9fff\uf900-\ufaff〇]/, isHan);
mark(/\p{Script=Latin}/u, isLatin);
mark(/[。！？!?；;…~～\n\r]/, isStrongBreak);
mark(/[，,、\s]/, isWeakBreak);
mark(/[\s\ue000]/, isSpace);

/** The classes of the unit at an offset. */
export const classOf = (text: string, at: number): number => table[text.charCodeAt(at)] as number;
