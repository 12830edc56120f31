/**
 * Seeded random numbers for resampling: the same seed gives the same draws. The generator is sfc32 (Doty-Humphrey, PractRand).
 */
export class Draws {
  private a: number;
  private b: number;
  private c = 0x9e3779b1;
  private counter = 1;

  constructor(seed: number) {
    this.a = seed | 0;
    this.b = Math.floor(seed / 4_294_967_296) | 0;
    for (let i = 0; i < 16; i++) this.next();
  }

  /** Uniform in [0, 1). */
  next(): number {
    const t = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + t) | 0;
    return (t >>> 0) / 4_294_967_296;
  }

  /** A Poisson count: by inversion up to a mean of 60, beyond by the rounded normal that it is close to. */
  poisson(mean: number): number {
    if (mean > 60) {
      const size = Math.sqrt(-2 * Math.log(1 - this.next()));
      return Math.max(0, Math.round(mean + Math.sqrt(mean) * size * Math.cos(2 * Math.PI * this.next())));
    }
    let p = Math.exp(-mean);
    let u = this.next();
    let k = 0;
    while (u > p && k < 400) {
      u -= p;
      k += 1;
      p *= mean / k;
    }
    return k;
  }
}
