import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    setupFiles: ["tests/setup.ts"],
    reporters: ["default", "./tests/closing-line.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 300_000,
    hookTimeout: 600_000,
    // A machine zone that is neither UTC nor the report's: a number that leans on it comes out wrong here.
    env: { TZ: "America/New_York" },
  },
});
