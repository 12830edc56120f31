/** One line of the report: what was measured, and the bar it is held to. */
export interface Figure {
  what: string;
  figure: string;
  bar?: string;
  isMet?: boolean;
}

/** One part of the benchmark; `shared` is the folder with `datasets/`. */
export interface Section {
  title: string;
  run(shared: string): Promise<Figure[]>;
}

/** CPU-seconds, user and system of this process, that some work takes. */
export function cpuSeconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** CPU-seconds of each work, the least of the rounds in which they take turns: what else runs on the machine only adds. */
export function leastOf(rounds: number, works: readonly (() => void)[]): number[] {
  const measured = Array.from({ length: rounds }, () => works.map(cpuSeconds));
  return works.map((_, i) => Math.min(...measured.map((round) => round[i] as number)));
}

export const held = (what: string, value: number, bar: number, digits: number, unit = ""): Figure => ({
  what,
  figure: `${value.toLocaleString("en", { maximumFractionDigits: digits, minimumFractionDigits: digits })}${unit}`,
  bar: `>= ${bar.toLocaleString("en")}${unit}`,
  isMet: value >= bar,
});

export const told = (what: string, figure: string): Figure => ({ what, figure });
