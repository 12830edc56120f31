import type { Segmenter } from "./segmenter.ts";

/** What a token is: a Chinese word, a word in Latin letters, an error code, a product model, or a number with its unit. */
export const tokenKinds = ["word", "latin", "code", "model", "measure"] as const;
export type TokenKind = (typeof tokenKinds)[number];

/** Tokens of many texts, one after another: those of text i stand from first[i] to first[i + 1]. */
export interface TokenColumns {
  words: string[];
  /** UTF-16 offsets in the token's text. */
  starts: number[];
  kinds: TokenKind[];
  first: Int32Array;
}

const unit =
  "℃|°C|摄氏度|度电|度|千瓦时|kWh|KWH|千瓦|kW|KW|瓦|W|升|公升|L/min|L|l|毫升|ml|mL|公斤|千克|kg|KG|斤|厘米|公分|cm|CM|毫米|mm|MM|平米|平方米|平方|㎡|平|" +
  "英寸|寸|吋|米|m|匹|P|MPa|Mpa|兆帕|bar|帕|Pa|立方|m³|分贝|dB|DB|db|毫安时?|mAh|伏特?|V|v|安|A|GB|G|TB|T|万像素|K|转|rpm|赫兹|Hz|HZ|ppm|PPM|" +
  "元|块钱|块|天|日|周|星期|礼拜|个?多?月|年|个?多?小时|个?钟头|h|分钟|min|秒|点|次|回|遍|趟|分|星|%|％|号|月|折|台|个|倍|楼|层|级";

const numeral = "[0-9]+(?:[.,:/-][0-9]+)*";
const compound = "[A-Za-z0-9]+(?:[-_./+·#:][A-Za-z0-9]+)*(?:\\([A-Za-z0-9-]{1,8}\\))?\\+?";
/** Chinese runs, numbers with a unit, and what Latin letters and digits make together. */
const pieces = new RegExp(
  `([\\u3400-\\u9fff\\uf900-\\ufaff〇]+)|(${numeral}(?:多|几|余)?(?:${unit})(?![A-Za-z0-9]))|(${compound})`,
  "g",
);
const errorCode =
  /^(?:[A-Z][0-9]{1,3}|[A-Z]{2}[0-9]?|[A-Z][-_.:][0-9A-F]{1,3}|[0-9]{1,2}[A-FHLPU][0-9]?|0x[0-9A-Fa-f]{2,8}|[0-9]{4}-[0-9]{4})$/;

/**
 * Cuts texts into tokens: numbers with units, models and codes are kept whole by their shape, only Chinese runs go to the engine,
 * all texts' runs in one call. Nothing that is neither letter nor digit becomes a token.
 */
export function tokenise(texts: readonly string[], segmenter: Segmenter): TokenColumns {
  const columns: TokenColumns = { words: [], starts: [], kinds: [], first: new Int32Array(texts.length + 1) };
  const runs: string[] = [];
  for (const text of texts) for (const match of text.matchAll(pieces)) if (match[1] !== undefined) runs.push(match[1]);
  const cut = segmenter.cut(runs.join("\n"));
  let at = 0;
  for (const [i, text] of texts.entries()) {
    for (const match of text.matchAll(pieces)) {
      const run = match[1];
      if (run !== undefined) {
        for (let end = match.index; end < match.index + run.length; ) {
          const word = cut[at++] as string;
          if (word === "\n") continue;
          push(word, end, "word");
          end += word.length;
        }
      } else if (match[2] !== undefined) push(match[2], match.index, "measure");
      else push(match[0], match.index, kindOf(match[0]));
    }
    columns.first[i + 1] = columns.words.length;
  }
  return columns;

  function push(word: string, start: number, kind: TokenKind): void {
    columns.words.push(word);
    columns.starts.push(start);
    columns.kinds.push(kind);
  }
}

function kindOf(word: string): TokenKind {
  if (/^[A-Za-z]+$/.test(word)) return /^[A-Z]E$|^E[A-H]$/.test(word) ? "code" : "latin";
  if (/^[0-9.,:/-]+$/.test(word)) return "measure";
  return errorCode.test(word) ? "code" : "model";
}
