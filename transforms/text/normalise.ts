/** What normalising did to a text. */
export type NormaliseFlag = "html" | "width" | "invisible" | "pinyin" | "stray_script" | "traditional" | "repeats";

export interface Normalised {
  text: string;
  flags: NormaliseFlag[];
}

/** Nothing but Chinese, letters, digits and the usual signs: only repeats and spaces are left to look at. */
const plain = /^[\u4e00-\u9fffA-Za-z0-9 ,.!?;:()%+*/='"~\-、。！，：；？（）“”‘’…—《》【】]*$/;

const entities: Record<string, string> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  ensp: " ",
  emsp: " ",
  ldquo: "“",
  rdquo: "”",
  lsquo: "‘",
  rsquo: "’",
  hellip: "…",
  mdash: "—",
  ndash: "–",
  middot: "·",
  times: "×",
  deg: "°",
  yen: "¥",
  copy: "©",
  reg: "®",
};
const entity = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi;
const blockTag =
  /<\/?(?:p|br|div|li|ul|ol|tr|td|th|table|tbody|thead|h[1-6]|hr|blockquote|section|article)(?:\s[^<>]{0,300})?\s*\/?>/gi;
const inlineTag =
  /<\/?(?:a|b|i|u|em|strong|span|font|img|small|big|sub|sup|code|pre|label|input|button|style|script|s|del|ins|center|o:p|html|body|head|meta)(?:\s[^<>]{0,300})?\s*\/?>/gi;

/** Signs that compatibility forms would spoil: ① is no 1, ㎡ no m2, ½ no 1⁄2; and Chinese punctuation, which stays as wide as it is. */
const widthProof = /[^\u2460-\u24ff\u2776-\u2793\u3251-\u32bf㎡㎥㎜㎝㎞㎎㎏℃℉№½⅓⅔¼¾⅕⅛…！（），：；？～。、]+/gu;
const invisible =
  /[\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad]|(?<!\p{Extended_Pictographic}\ufe0f?|\p{Emoji_Modifier})\u200d|\u200d(?!\p{Extended_Pictographic})|(?<!\p{Emoji})\ufe0f/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/** A character with its reading in brackets behind it, as some converters leave it: 優(yōu)質(zhì). */
const reading = /(?<=\p{Script=Han})[（(]\s?([a-zāáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜüńňǹḿ]{1,6})\s?[)）]/gu;
const toned = /[āáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜńňǹḿ]/;
const syllable =
  /^(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)?(?:a|o|e|i|u|v|ü|ai|ei|ui|ao|ou|iu|ie|ve|üe|ue|er|an|en|in|un|ün|ang|eng|ing|ong|ia|ua|uo|uai|iao|ian|iang|iong|uan|uang)$/;

const foreign =
  /[^\p{Script=Han}\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Common}\p{Script=Inherited}\s]+/gu;

const repeatedSign = /([!?！？。，,、~～…—=*#])\1+/g;
const repeatedDots = /\.{2,}/g;
const repeatedCharacter = /([\u4e00-\u9fffa-zA-Z])\1{3,}/g;
const repeatedPhrase = /([\u4e00-\u9fff]{2,8}?)\1{2,}/g;

/**
 * One form for what is written in many: markup and entities, widths, invisible signs, readings in brackets, runs of another script
 * inside a text, traditional characters, repeats. `simplify` turns traditional Chinese into simplified.
 */
export function normalise(raw: string, simplify: (text: string) => string = (text) => text): Normalised {
  const flags: NormaliseFlag[] = [];
  let text = raw;
  const change = (flag: NormaliseFlag, changed: string) => {
    if (changed !== text) flags.push(flag);
    text = changed;
  };
  if (!plain.test(text)) {
    if (text.includes("&") || text.includes("<")) change("html", withoutMarkup(text));
    change(
      "width",
      text.replace(widthProof, (part) => part.normalize("NFKC")),
    );
    change("invisible", text.replace(invisible, "").replace(control, " "));
    if (/[（(]/.test(text)) change("pinyin", withoutReadings(text));
    change("stray_script", withoutStrays(text));
  }
  change("traditional", simplify(text));
  change("repeats", withoutRepeats(text));
  return {
    text: text
      .replace(/[^\S\n]+/g, " ")
      .replace(/ ?\n[\n ]*/g, "\n")
      .trim(),
    flags,
  };
}

function withoutMarkup(text: string): string {
  const once = decode(text);
  const decoded = once.includes("&") ? decode(once) : once;
  return decoded.replace(blockTag, "\n").replace(inlineTag, "");
}

function decode(text: string): string {
  return text.replace(entity, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return entities[name.toLowerCase()] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
    const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    return isCharacter ? String.fromCodePoint(code) : whole;
  });
}

/** A reading without a tone mark may be a word, (led) or (pin); it goes only where the text is full of readings. */
function withoutReadings(text: string): string {
  const readings = [...text.matchAll(reading)].map(([, letters = ""]) => letters);
  const sure = readings.filter((letters) => toned.test(letters)).length;
  const plainToo = sure > 0 || readings.filter((letters) => syllable.test(letters)).length >= 3;
  return text.replace(reading, (whole, letters: string) =>
    toned.test(letters) || (plainToo && syllable.test(letters)) ? "" : whole,
  );
}

/** A text written in another script stays; a run of it inside Chinese or Latin goes. */
function withoutStrays(text: string): string {
  const strays = text.match(foreign);
  if (strays === null) return text;
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  return strays.join("").length * 3 > letters ? text : text.replace(foreign, " ");
}

const withoutRepeats = (text: string): string =>
  text
    .replace(repeatedSign, "$1")
    .replace(repeatedDots, "…")
    .replace(repeatedCharacter, "$1$1$1")
    .replace(repeatedPhrase, "$1");
