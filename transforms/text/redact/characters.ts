import { commonSurnames, compoundSurnames, rareSurnames } from "./surnames.ts";

/** What a character may be the beginning of. */
export const kindsOfCharacter = {
  /** a digit */
  digit: 1,
  /** enough digits for a telephone number */
  digits: 2,
  /** enough spoken numerals for a telephone number */
  spoken: 4,
  at: 8,
  /** 微 Q V and others that begin the name of a messenger */
  handle: 16,
  /** the province on a licence plate */
  plate: 32,
  /** a road, an estate or a part of a building */
  place: 64,
  surname: 128,
  capital: 256,
} as const;

const spokenNumeral = 512;

export const plateProvinces = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
/** Numerals as they are read out, each at the place of its digit; 幺 is how one is said in numbers. */
export const spokenNumerals = [
  "〇零洞",
  "一幺壹",
  "二两贰",
  "三叁",
  "四肆",
  "五伍",
  "六陆",
  "七柒拐",
  "八捌",
  "九玖勾",
];

/** Bits of every UTF-16 unit. */
const table = build();

/** The union of the bits of a text's characters; one pass, no allocation. */
export function classesOf(text: string): number {
  let seen = 0;
  let digits = 0;
  let spoken = 0;
  for (let i = 0; i < text.length; i++) {
    const bits = table[text.charCodeAt(i)] as number;
    if (bits === 0) continue;
    seen |= bits;
    if (bits & kindsOfCharacter.digit) digits++;
    else if (bits & spokenNumeral) spoken++;
  }
  if (digits >= 5) seen |= kindsOfCharacter.digits;
  if (spoken > 0 && digits + spoken >= 7) seen |= kindsOfCharacter.spoken;
  return seen & ~spokenNumeral;
}

function build(): Uint16Array {
  const bits = new Uint16Array(65536);
  const mark = (characters: string, bit: number): void => {
    for (const character of characters) {
      const code = character.charCodeAt(0);
      bits[code] = (bits[code] as number) | bit;
    }
  };
  mark("0123456789０１２３４５６７８９", kindsOfCharacter.digit);
  mark(spokenNumerals.join(""), spokenNumeral);
  mark("@＠", kindsOfCharacter.at);
  mark("微威薇维徽vVwWqQ扣企", kindsOfCharacter.handle);
  mark(plateProvinces, kindsOfCharacter.plate);
  mark("号號栋棟幢座弄室元村组社址住巷#城园苑庭期湾府院", kindsOfCharacter.place);
  mark(commonSurnames + rareSurnames, kindsOfCharacter.surname);
  mark([...compoundSurnames].map((surname) => surname[0]).join(""), kindsOfCharacter.surname);
  mark("姓", kindsOfCharacter.surname);
  mark("ABCDEFGHIJKLMNOPQRSTUVWXYZ", kindsOfCharacter.capital);
  return bits;
}
