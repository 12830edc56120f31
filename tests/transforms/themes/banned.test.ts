import { expect, test } from "vitest";
import { type GivenName, namesWithout } from "../../../transforms/themes/banned.ts";

const name = (zh: string, en: string, ...words: string[]): GivenName => ({ zh, en, kind: "service", words });
const without = (names: GivenName[], ...banned: string[]) => namesWithout(names, new Set(banned));

test("what else a name says stays, in both languages", () => {
  expect(without([name("师傅 · 态度", "engineer · attitude", "师傅", "态度")], "师傅")).toEqual([
    { zh: "态度", en: "attitude" },
  ]);
});

test("a name that does not hold the word stays", () => {
  expect(without([name("漏水", "leaks", "师傅")], "师傅")).toEqual([{ zh: "漏水", en: "leaks" }]);
});

test("the theme's own words stand in for a name of nothing else, its kind where it has none", () => {
  expect(without([name("安装师傅", "fitter", "安装师傅", "迟到", "改期", "电话")], "师傅")).toEqual([
    { zh: "迟到 · 改期", en: "迟到 · 改期" },
  ]);
  expect(without([name("师傅", "engineer")], "师傅")).toEqual([{ zh: "服务", en: "service" }]);
});

test("no two themes come to have one name", () => {
  const names = [name("态度", "attitude", "态度"), name("态度 · 师傅", "attitude · engineer", "师傅", "态度", "骂人")];
  expect(without(names, "师傅").map(({ zh }) => zh)).toEqual(["态度", "态度 · 骂人"]);
});
