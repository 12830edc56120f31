import type { Segmenter } from "./segmenter.ts";

/** What a token is: a Chinese word, a word in letters, an error code, a product model, or a number with its unit. */
export type TokenKind = "word" | "latin" | "code" | "model" | "measure";

/** Tokens of many texts, one after another: those of text i stand from first[i] to first[i + 1]. */
export interface TokenColumns {
  words: string[];
  /** UTF-16 offsets in the token's text. */
  starts: number[];
  kinds: TokenKind[];
  first: Int32Array;
}

/** Units after a number; what follows some of them makes another word: 6安装, 5天然气. */
const units = [
  "℃|°C|摄氏度|度电|度(?!假|过)|千瓦时|kWh|KWH|千瓦|kW|KW|瓦|W|公升|升(?!级|降)|L/min|L|l|毫升|ml|mL|公斤|千克|kg|KG|斤",
  "厘米|公分|cm|CM|毫米|mm|MM|平米|平方米|平方|㎡|平(?!时|常|均|台|板)|英寸|寸|吋|米(?!饭|粒|家)|m³/min|m³|m|匹|P|MPa|Mpa|兆帕|bar|帕|Pa",
  "立方|分贝|dB|DB|db|毫安时?|mAh|伏特|伏|V|v|安(?!装|全|排|心|卓|徽)|A|GB|G|TB|T|万像素|K|转(?!账|发|让|身)|rpm|赫兹|Hz|HZ|hz|ppm|PPM",
  "元(?!件|器|素|旦)|块钱|块|万元|天(?!然|气|猫|津)|日|周(?!一|二|三|四|五|六|日|末|边)|个?星期|个?礼拜|个?多?月(?!份)|月份|年(?!底|初|前|代|轻)|个?多?小时|个?钟头|h|H|分钟|min|秒|点(?!火|击|开|赞|评)",
  "次(?!日)|回(?!访|复|收)|遍|趟|分(?!管|期|体|钟)|星(?!级|期)|%|％|号(?!码|称)|折(?!叠)|台(?!式|面|湾)|个(?!人|别|体)|倍|楼|层(?!架)|级(?!别)|万|千|百|多",
].join("|");
const letter = "A-Za-zÀ-ÖØ-öø-ɏ";

const measure = new RegExp(`[0-9]+(?:[.,:/-][0-9]+)*(?:多|几|余)?(?:${units})(?!-?[A-Za-z0-9])`, "y");
const numeral = /[0-9]+(?:[.,:/-][0-9]+)*(?![.,:/-]?[A-Za-z0-9])/y;
const spaced =
  /(?:E[rR]\s[0-9A-FH][0-9A-FHNS]?|[Ee]rr(?:or)?[\s:]{1,2}-?[0-9]{1,5}|(?:i[A-Z]|[A-Z])[A-Za-z]{1,9}\s?[A-Z]?[0-9]{1,3}[A-Za-z]?(?:\s?(?:Pro|Plus|Max|Ultra|Lite|[Mm]ini|SE|Air|RS|GT|FE))+\+?)(?![A-Za-z0-9])/y;
const spoken = /[EFHPCLU][零一二三四五六七八九](?=故障|报警|报错|错误|代码|[^\u4e00-\u9fff]|$)/y;
/** Letters and digits with signs between; a bracket belongs to a model whose part before it has a digit. */
const compound = new RegExp(`[${letter}0-9]+(?:[-_./+·#:'’][${letter}0-9]+)*\\+?`, "y");
const bracketed =
  /(?=[A-Za-z-]*[0-9])[A-Za-z0-9]+(?:[-_./+·#:][A-Za-z0-9]+)*[-_./]?\([A-Za-z0-9-]{1,10}\)(?:[-_./]?[A-Za-z0-9]+)*\+?/y;
const latinWord = new RegExp(`[${letter}]+(?:[-_'’][${letter}]+)*`, "y");
const otherWord = /[\p{L}\p{M}]+/uy;
/** Codes that begin in Chinese: blinks of a lamp, numbers behind the word for error. */
const hanCode =
  /(?:运行灯|电源灯|定时灯|指示灯|[红绿黄]?灯)?闪(?:烁)?[0-9一二三四五六七八九十两]{1,2}[次下]|错误(?:代码|码)?[:：]?\s?-?[0-9]{1,6}(?:-[0-9]{1,5})?/g;

const errorCode =
  /^(?:[A-Za-z][0-9]{1,3}|[A-Z]{2}[0-9]?|[A-Z][-_.:][0-9A-F]{1,3}|[0-9]{1,2}[ACEFHLPU][0-9]{0,2}|[EF]r[-_ ]?\w{0,2}|[Ee]rr(?:or)?[-_: ]*-?[0-9]{0,5}|0x[0-9A-Fa-f]{2,8}|[0-9]{4}-[0-9]{4}|[A-Z]{3,}(?:_[A-Z0-9]{2,}){1,7})$/;
const network = /^[2-6]G$/i;
const numerals = "零一二三四五六七八九";

const isHan = (code: number): boolean =>
  (code >= 0x4e00 && code <= 0x9fff) ||
  (code >= 0x3400 && code <= 0x4dbf) ||
  (code >= 0xf900 && code <= 0xfaff) ||
  code === 0x3007;
const isAscii = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57);

/**
 * Cuts texts into tokens: numbers with units, models and codes are kept whole by their shape, only Chinese runs go to the engine,
 * those of all texts in one call. Nothing that is neither letter nor digit becomes a token.
 */
export function tokenise(texts: readonly string[], segmenter: Segmenter): TokenColumns {
  const columns: TokenColumns = { words: [], starts: [], kinds: [], first: new Int32Array(texts.length + 1) };
  const pieces: string[] = [];
  const starts: number[] = [];
  const kinds: (TokenKind | "run")[] = [];
  const ends = new Int32Array(texts.length);
  const runs: string[] = [];
  for (const [i, text] of texts.entries()) {
    split(text, (piece, start, kind) => {
      pieces.push(piece);
      starts.push(start);
      kinds.push(kind);
      if (kind === "run") runs.push(piece);
    });
    ends[i] = pieces.length;
  }
  const cut = segmenter.cut(runs.join("\n"));
  const { words } = columns;
  let at = 0;
  let piece = 0;
  for (let i = 0; i < texts.length; i++) {
    for (; piece < (ends[i] as number); piece++) {
      const kind = kinds[piece] as TokenKind | "run";
      let start = starts[piece] as number;
      if (kind !== "run") {
        words.push(pieces[piece] as string);
        columns.starts.push(start);
        columns.kinds.push(kind);
        continue;
      }
      if (cut[at] === "\n") at++;
      for (const end = start + (pieces[piece] as string).length; start < end; at++) {
        const word = cut[at] as string;
        words.push(word);
        columns.starts.push(start);
        columns.kinds.push("word");
        start += word.length;
      }
    }
    columns.first[i + 1] = words.length;
  }
  return columns;
}

function split(text: string, push: (piece: string, start: number, kind: TokenKind | "run") => void): void {
  const codes = text.includes("闪") || text.includes("错误") ? [...text.matchAll(hanCode)] : [];
  let next = codes.shift();
  for (let at = 0; at < text.length; ) {
    if (next !== undefined && next.index <= at) {
      push(next[0], next.index, "code");
      at = next.index + next[0].length;
      next = codes.shift();
      continue;
    }
    const code = text.charCodeAt(at);
    const start = at;
    if (isHan(code)) {
      const last = next?.index ?? text.length;
      while (at < last && isHan(text.charCodeAt(at))) at++;
      push(text.slice(start, at), start, "run");
    } else if (isAscii(code)) {
      const [piece, kind] = readPiece(text, at);
      at += piece.length;
      push(
        kind === "code" ? piece.replace(/[零一二三四五六七八九]/, (n) => String(numerals.indexOf(n))) : piece,
        start,
        kind,
      );
    } else if (code < 0xc0 || (code >= 0x2000 && code <= 0x303f) || code >= 0xd800) at++;
    else {
      const piece = match(latinWord, text, at) ?? match(otherWord, text, at);
      if (piece !== undefined) push(piece, start, "latin");
      at += piece?.length ?? 1;
    }
  }
}

function readPiece(text: string, at: number): [string, TokenKind] {
  const code = text.charCodeAt(at);
  if (code >= 48 && code <= 57) {
    const amount = match(measure, text, at) ?? match(numeral, text, at);
    if (amount !== undefined) return [amount, /^[0-9]{4}-[0-9]{4}$/.test(amount) ? "code" : "measure"];
  } else {
    const special = match(spaced, text, at);
    if (special !== undefined) return [special, errorCode.test(special) ? "code" : "model"];
    const said = match(spoken, text, at);
    if (said !== undefined) return [said, "code"];
  }
  const whole = match(bracketed, text, at) ?? (match(compound, text, at) as string);
  if (/[0-9]/.test(whole)) return [whole, kindOf(whole)];
  const word = match(latinWord, text, at) as string;
  return [word, /^(?:[A-Zdt]E|E[A-HL])$|_/.test(word) && errorCode.test(word) ? "code" : "latin"];
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function kindOf(word: string): TokenKind {
  if (network.test(word)) return "latin";
  return errorCode.test(word) ? "code" : "model";
}
