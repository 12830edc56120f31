import { Converter } from "opencc-js/t2cn";

/** Where traditional characters come from: `t` as written, `twp` with the words of Taiwan (軟體 is 软件). */
export type TraditionalSource = "t" | "twp";

/** Turns traditional Chinese into simplified; a text without a traditional character stays as it is. */
export function simplifier(source: TraditionalSource): (text: string) => string {
  const convert = Converter({ from: source, to: "cn" });
  const characters = Converter({ from: "t", to: "cn" });
  /** 0 not looked at yet, 1 simplified or common to both, 2 traditional. */
  const kinds = new Uint8Array(0x10000);
  return (text) => {
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code < 0x3400 || code > 0x9fff) continue;
      if (kinds[code] === 0) {
        const character = text.charAt(i);
        kinds[code] = characters(character) === character ? 1 : 2;
      }
      if (kinds[code] === 2) return convert(text);
    }
    return text;
  };
}
