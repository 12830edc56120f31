import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const css = readFileSync(new URL("../../dashboards/tokens.css", import.meta.url), "utf8");
const tokens = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#\w{6})\w*, (#\w{6})\w*\)/g)].map(
    ([, name = "", light = "", dark = ""]) => [name, { light, dark }],
  ),
);
const themes = ["light", "dark"] as const;
type Theme = (typeof themes)[number];

function colour(name: string, theme: Theme): string {
  const found = tokens.get(name)?.[theme];
  if (!found) throw new Error(`no token ${name}`);
  return found;
}

const linear = (hex: string) =>
  [1, 3, 5].map((i) => {
    const v = Number.parseInt(hex.slice(i, i + 2), 16) / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  });

const luminance = (hex: string) => {
  const [r = 0, g = 0, b = 0] = linear(hex);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

/** WCAG 2 contrast ratio. */
function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

/** Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB. */
const vision: Record<string, number[][]> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** OKLab of linear RGB. */
function oklab([r = 0, g = 0, b = 0]: number[]): number[] {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function distance(a: string, b: string, kind: string): number {
  const seen = (hex: string) => {
    const rgb = linear(hex);
    return oklab(
      (vision[kind] ?? []).map((row) =>
        Math.max(
          0,
          row.reduce((sum, k, i) => sum + k * (rgb[i] ?? 0), 0),
        ),
      ),
    );
  };
  const [p, q] = [seen(a), seen(b)];
  return 100 * Math.hypot(...p.map((v, i) => v - (q[i] ?? 0)));
}

describe.each(themes)("colours of the %s theme", (theme) => {
  test.each(["ink", "ink-2", "ink-3", "link", "better", "worse", "flat", "safety"])(
    "%s is readable as text",
    (name) => {
      expect(contrast(colour(name, theme), colour("page", theme))).toBeGreaterThanOrEqual(4.5);
      if (tokens.has(`${name}-soft`)) {
        expect(contrast(colour(name, theme), colour(`${name}-soft`, theme))).toBeGreaterThanOrEqual(4.5);
      }
    },
  );

  test.each(["series", "context", "immature", "target", "cat-1", "cat-2", "cat-3"])(
    "%s is visible as a mark",
    (name) => {
      expect(contrast(colour(name, theme), colour("page", theme))).toBeGreaterThanOrEqual(3);
    },
  );

  test("white text stands on the strongest heat, ink on the others", () => {
    expect(contrast("#ffffff", colour("heat-4", theme))).toBeGreaterThanOrEqual(4.5);
    for (const heat of ["heat-0", "heat-1", "heat-2"]) {
      expect(contrast(colour("ink", theme), colour(heat, theme))).toBeGreaterThanOrEqual(4.5);
    }
  });

  test.each(Object.keys(vision))("judgements and groups stay apart for %s vision", (kind) => {
    const apart = (a: string, b: string) => distance(colour(a, theme), colour(b, theme), kind);
    expect(apart("better", "worse")).toBeGreaterThan(15);
    expect(apart("worse", "safety")).toBeGreaterThan(10);
    expect(Math.min(apart("cat-1", "cat-2"), apart("cat-1", "cat-3"), apart("cat-2", "cat-3"))).toBeGreaterThan(15);
  });
});

test("every colour of the stylesheets is a token", () => {
  const ui = readFileSync(new URL("../../dashboards/ui.css", import.meta.url), "utf8");
  expect(ui.match(/#[0-9a-f]{3,8}\b/gi)).toBeNull();
  for (const [, name = ""] of ui.matchAll(/var\(--([\w-]+)\)/g)) expect(css).toContain(`--${name}:`);
});
