/**
 * A point where a function of a few variables is least, by the downhill simplex; always the same from the same start.
 * Source: Nelder & Mead 1965, Computer J. 7:308, with the usual coefficients 1, 2, .5, .5.
 */
export function minimise(loss: (x: readonly number[]) => number, start: readonly number[], rounds = 600): number[] {
  interface Corner {
    x: number[];
    value: number;
  }
  const corner = (x: number[]): Corner => ({ x, value: loss(x) });
  const simplex = [corner([...start]), ...start.map((_, i) => corner(start.map((v, j) => (i === j ? v + 0.5 : v))))];
  for (let round = 0; round < rounds; round++) {
    simplex.sort((a, b) => a.value - b.value);
    const best = simplex[0] as Corner;
    const worst = simplex.at(-1) as Corner;
    if (Math.abs(worst.value - best.value) < 1e-10 * (1 + Math.abs(best.value))) break;
    const rest = simplex.slice(0, -1);
    const centre = start.map((_, i) => rest.reduce((sum, { x }) => sum + (x[i] as number), 0) / rest.length);
    const along = (by: number) => corner(centre.map((c, i) => c + by * (c - (worst.x[i] as number))));
    const reflected = along(1);
    let next = reflected;
    if (reflected.value < best.value) {
      const expanded = along(2);
      if (expanded.value < reflected.value) next = expanded;
    } else if (reflected.value >= (rest.at(-1) as Corner).value) {
      next = along(reflected.value < worst.value ? 0.5 : -0.5);
      if (next.value >= Math.min(reflected.value, worst.value)) {
        for (const each of simplex.slice(1)) {
          Object.assign(each, corner(each.x.map((v, i) => ((best.x[i] as number) + v) / 2)));
        }
        continue;
      }
    }
    simplex[simplex.length - 1] = next;
  }
  simplex.sort((a, b) => a.value - b.value);
  return (simplex[0] as Corner).x;
}
