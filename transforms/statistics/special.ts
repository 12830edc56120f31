const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** Logarithm of the gamma function of a positive number, to about 1e-14 (Lanczos, g = 7, nine terms). */
export function logGamma(x: number): number {
  let sum = lanczos[0] as number;
  for (let i = 1; i < lanczos.length; i++) sum += (lanczos[i] as number) / (x + i - 1);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

/** Value of a continued fraction whose k-th even and odd numerators are given (modified Lentz; Press et al. 2007, 5.2). */
function lentz(numerator: (k: number) => number, denominator: (k: number) => number): number {
  const tiny = 1e-300;
  let c = denominator(0) || tiny;
  let d = 0;
  let f = c;
  for (let k = 1; k < 5000; k++) {
    const a = numerator(k);
    const b = denominator(k);
    d = 1 / (b + a * d || tiny);
    c = b + a / c || tiny;
    const step = c * d;
    f *= step;
    if (Math.abs(step - 1) < 1e-14) break;
  }
  return f;
}

/** Probability that a Beta(a, b) variable is at most x (Press et al. 2007, 6.4). */
export function betaCdf(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - betaCdf(1 - x, b, a);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x));
  const fraction = lentz(
    (k) => {
      if (k === 1) return 1;
      const m = Math.floor((k - 1) / 2);
      return k % 2 === 1
        ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
        : (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    },
    (k) => (k === 0 ? 0 : 1),
  );
  return (front * fraction) / a;
}

/** Probability that a Gamma variable of this shape and of rate 1 is at most x (Press et al. 2007, 6.2). */
export function gammaCdf(x: number, shape: number): number {
  if (x <= 0) return 0;
  const front = Math.exp(shape * Math.log(x) - x - logGamma(shape));
  if (x < shape + 1) {
    let term = 1 / shape;
    let sum = term;
    for (let k = 1; k < 10000 && term > sum * 1e-16; k++) {
      term *= x / (shape + k);
      sum += term;
    }
    return front * sum;
  }
  return (
    1 -
    front *
      lentz(
        (k) => (k === 1 ? 1 : -(k - 1) * (k - 1 - shape)),
        (k) => (k === 0 ? 0 : x - shape + 2 * k - 1),
      )
  );
}

/** The point below which a share `p` lies, between two bounds, by halving. */
function invert(cdf: (x: number) => number, p: number, low: number, high: number): number {
  let [lo, hi] = [low, high];
  for (let i = 0; i < 200 && hi - lo > 1e-13 * hi; i++) {
    const middle = (lo + hi) / 2;
    if (cdf(middle) < p) lo = middle;
    else hi = middle;
  }
  return (lo + hi) / 2;
}

export const betaQuantile = (p: number, a: number, b: number): number => invert((x) => betaCdf(x, a, b), p, 0, 1);

export function gammaQuantile(p: number, shape: number): number {
  let high = shape + 1;
  while (gammaCdf(high, shape) < p) high *= 2;
  return invert((x) => gammaCdf(x, shape), p, 0, high);
}

/** The standard normal point below which a share `p` lies (Acklam 2003, relative error 1.2e-9). */
export function normalQuantile(p: number): number {
  const [a, b] = [
    [
      -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716,
      2.506628277459239,
    ],
    [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1],
  ] as const;
  const [c, d] = [
    [
      -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
      2.938163982698783,
    ],
    [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1],
  ] as const;
  const horner = (terms: readonly number[], x: number) => terms.reduce((sum, term) => sum * x + term, 0);
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p));
    return horner(c, q) / horner(d, q);
  }
  const q = p - 0.5;
  return (q * horner(a, q * q)) / horner(b, q * q);
}
