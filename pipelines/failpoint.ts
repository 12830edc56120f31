/** Where something is about to last or has just come to last; a run that ends there has to be made up for by the next. */
export const failpoints = [
  "locked",
  "hash-key",
  "landing-parquet",
  "quarantine",
  "landing-manifest",
  "landing-named",
  "source-loaded",
  "source-state",
  "text-store",
  "theme-bytes",
  "theme-state",
  "metric-scratch",
  "transformed",
  "differences",
  "published-built",
  "published-swap",
  "published-named",
  "site-built",
  "site-swap",
  "site-named",
  "reports-built",
  "reports-swap",
  "reports-named",
  "ledger",
  "ledger-written",
  "forget-begun",
  "forget-landing",
  "forget-anew",
] as const;

export type Failpoint = (typeof failpoints)[number];

const armed = process.env.HUIYIN_TEST ? process.env.HUIYIN_FAILPOINT : undefined;
const [, name, pass = "1", code] = /^([a-z-]+)(?::(\d+))?(?:=([A-Z]+))?$/.exec(armed ?? "") ?? [];
let left = Number(pass);

/**
 * Ends the process as a power cut would, at the n-th pass of the point that the variable HUIYIN_FAILPOINT=point[:n] names; with
 * point[:n]=CODE it throws the system's error of that code instead. For tests: without HUIYIN_TEST nothing happens.
 */
export function failpoint(point: Failpoint): void {
  if (name !== point) return;
  left -= 1;
  if (left !== 0) return;
  if (code === undefined) process.kill(process.pid, "SIGKILL");
  else throw Object.assign(new Error(`${code}: injected at ${point}`), { code });
}
