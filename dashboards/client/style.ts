export interface Size {
  width: number;
  /** Drawn for A4. */
  isPaper: boolean;
}

// biome-ignore lint/suspicious/noExplicitAny: each kind states its own specification; the page's builder made it
export type Draw = (spec: any, size: Size) => SVGSVGElement | HTMLElement;

export const token = (name: string): string => `var(--${name})`;

/** What every chart shares: the page's face and size, no ground of its own. */
export const base = {
  fontFamily: "inherit",
  fontSize: "12px",
  background: "none",
  color: token("ink-2"),
  overflow: "visible",
} as const;

export const tipStyle = { fill: token("raised"), stroke: token("hair") };
