import type { Finding } from "./checks.ts";
import type { Engine } from "./engines/engine.ts";

export interface Gate {
  passed: boolean;
  findings: Finding[];
}

/** Reads the quality gate: publishing is refused while one finding is a failure. */
export async function readGate(engine: Engine): Promise<Gate> {
  const findings = await engine.query<Finding>(
    "SELECT * FROM mart_findings ORDER BY severity, rule, subject NULLS FIRST",
  );
  return { passed: findings.every((finding) => finding.severity !== "fail"), findings };
}
