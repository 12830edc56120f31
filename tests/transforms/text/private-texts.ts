import { readFileSync } from "node:fs";
import { isIdCard, isLuhn } from "../../../transforms/text/redact/numbers.ts";
import { findPersonal } from "../../../transforms/text/redact.ts";

export interface Piece {
  kind: string;
  start: number;
  end: number;
}

export interface PrivateText {
  text: string;
  pieces: Piece[];
}

const kinds: Record<string, string> = {
  full: "name",
  sur: "name",
  mobile: "mobile",
  spaced: "mobile",
  cn: "spoken mobile",
  landline: "landline",
  id: "id_card",
  bank: "bank_card",
  plate: "plate",
  wechat: "wechat",
  qq: "qq",
  email: "email",
  address: "address",
};

/** Texts of a fixture file with every slot filled, `rounds` of each template, the same for the same seed. */
export function privateTexts(file: string, rounds: number, seed: number): PrivateText[] {
  const parts = new Map<string, string[]>();
  let part: string[] = [];
  for (const line of readFileSync(new URL(`../../fixtures/personal-data/${file}`, import.meta.url), "utf8").split(
    "\n",
  )) {
    if (line.startsWith("# ")) {
      part = [];
      parts.set(line.slice(2), part);
    } else if (line !== "") part.push(line);
  }
  const list = (name: string): string[] => (parts.get(name) ?? []).flatMap((line) => line.split(" "));
  const names = list("names");
  const surnames = list("surnames");
  const addresses = parts.get("addresses") ?? [];
  const templates = parts.get("texts") ?? [];
  const random = generator(seed);
  const int = (n: number): number => Math.floor(random() * n);
  const pick = (values: readonly string[]): string => values[int(values.length)] ?? "";
  const digits = (n: number): string => Array.from({ length: n }, () => String(int(10))).join("");
  const letters = (n: number): string => Array.from({ length: n }, () => "abcdefghijkmnpqrstuvwxyz"[int(24)]).join("");
  const mobile = (): string => `1${pick(["35", "38", "50", "59", "66", "77", "80", "86", "91", "99"])}${digits(8)}`;
  const draw: Record<string, () => string> = {
    full: () => pick(names),
    sur: () => pick(surnames),
    mobile: () => {
      const number = mobile();
      const [a, b, c] = [number.slice(0, 3), number.slice(3, 7), number.slice(7)];
      return pick([
        number,
        number,
        number,
        number,
        `${a} ${b} ${c}`,
        `${a}-${b}-${c}`,
        `+86 ${number}`,
        `+86${number}`,
        `86-${number}`,
        wide(number),
      ]);
    },
    spaced: () => [...mobile()].join(" "),
    cn: () => [...digits(8)].map((digit) => "零一二三四五六七八九"[Number(digit)]).join(""),
    landline: () => {
      const code = pick(["010", "021", "0532", "0755", "028", "0371", "0592", "0898"]);
      const number = pick(["2", "3", "5", "6", "8"]) + digits(7);
      return pick([
        `${code}-${number}`,
        `${code}-${number}`,
        `(${code})${number}`,
        `${code} ${number}`,
        `${code}${number}`,
        `${code}-${number}-${digits(3)}`,
      ]);
    },
    id: () => {
      for (;;) {
        const body = `${pick(["110105", "370202", "510107", "440305", "330106", "420111"])}${1950 + int(60)}${pad(1 + int(12))}${pad(1 + int(28))}${digits(3)}`;
        for (const check of "0123456789X") if (isIdCard(body + check)) return body + check;
      }
    },
    bank: () => {
      const body = pick(["621700", "622848", "621226", "622202", "436742", "625912"]) + digits(12);
      for (const check of "0123456789")
        if (isLuhn(body + check)) return random() < 0.4 ? (body + check).replace(/(.{4})/gu, "$1 ") : body + check;
      return body;
    },
    plate: () =>
      `${pick([..."京沪鲁川粤浙苏闽豫"])}${pick([..."ABCDEFGH"])}${pick(["", "", "·"])}${pick([digits(5), `${digits(3)}${pick(["K", "Q"])}${digits(1)}`, `D${digits(5)}`])}`,
    wechat: () =>
      pick([letters(6) + digits(3), `${letters(4)}_${digits(4)}`, `wxid_${letters(8)}`, `${letters(5)}-${letters(4)}`]),
    qq: () => String(1 + int(9)) + digits(5 + int(5)),
    email: () =>
      pick([
        `${letters(6)}${digits(2)}@163.com`,
        `${letters(4)}.${letters(5)}@example.com`,
        `${digits(9)}@qq.com`,
        `${letters(5)}@mail.example.com.cn`,
      ]),
    address: () => pick(addresses),
    order: () =>
      pick([
        `20230${digits(9)}`,
        `1${pick(["3", "5", "8"])}${digits(9)}`,
        `WO${digits(12)}`,
        digits(18),
        `SF${digits(13)}`,
      ]),
    serial: () =>
      pick([`CE0J9${digits(10)}`, digits(15), `${letters(2).toUpperCase()}${digits(11)}`, `${digits(11)}ABC`]),
    model: () => pick(["XQG100-12BD", "KFR-35GW/BpR3", "JSQ30-16P3", "BCD-520WGHTD", "55E9D", "ES60H-GD3"]),
    hotline: () => pick(["400-699-9999", "4008123123", "95105556", "800-830-1234", "10086"]),
  };
  const out: PrivateText[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const template of templates) {
      const values = new Map<string, string>();
      const pieces: Piece[] = [];
      let text = "";
      let from = 0;
      for (const match of template.matchAll(/\{([a-z]+)(\d*)\}/gu)) {
        text += normal(template.slice(from, match.index));
        from = match.index + match[0].length;
        const slot = match[1] as string;
        const isSame = match[2] !== "" && slot !== "cn" && slot !== "wechat";
        const value = (isSame ? values.get(match[0]) : undefined) ?? normal((draw[slot] as () => string)());
        values.set(match[0], value);
        const kind = kinds[slot];
        // What is read out begins before the slot: 幺三五.
        if (kind !== undefined)
          pieces.push({ kind, start: text.length - (slot === "cn" ? 3 : 0), end: text.length + value.trim().length });
        text += value;
      }
      out.push({ text: text + normal(template.slice(from)), pieces });
    }
  }
  return out;
}

export interface Recall {
  kind: string;
  pieces: number;
  /** Pieces of which nothing stays, and of which something is taken. */
  whole: number;
  touched: number;
}

/** What `redact` finds of the pieces, by kind, and what it takes that is none. */
export function measureRecall(texts: readonly PrivateText[]): { recalls: Recall[]; wrong: string[]; missed: string[] } {
  const recalls = new Map<string, Recall>();
  const wrong: string[] = [];
  const missed: string[] = [];
  for (const { text, pieces } of texts) {
    const marks = findPersonal(text, []);
    for (const { kind, start, end } of pieces) {
      const recall = recalls.get(kind) ?? { kind, pieces: 0, whole: 0, touched: 0 };
      recalls.set(kind, recall);
      recall.pieces++;
      let covered = 0;
      for (const mark of marks) covered += Math.max(0, Math.min(end, mark.end) - Math.max(start, mark.start));
      if (covered === end - start) recall.whole++;
      else missed.push(`${kind} ${text.slice(start, end)} | ${text}`);
      if (covered > 0) recall.touched++;
    }
    for (const mark of marks) {
      // An order's number in the form of a mobile is taken, and called a number.
      if (mark.kind !== "key" && !pieces.some(({ start, end }) => start < mark.end && mark.start < end)) {
        wrong.push(`${mark.kind} ${text.slice(mark.start, mark.end)} | ${text}`);
      }
    }
  }
  return { recalls: [...recalls.values()].sort((a, b) => (a.kind < b.kind ? -1 : 1)), wrong, missed };
}

/** Redaction runs on normalised text. */
const normal = (text: string): string => text.normalize("NFKC");
const pad = (n: number): string => String(n).padStart(2, "0");
const wide = (text: string): string =>
  text.replace(/\d/gu, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));

function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
