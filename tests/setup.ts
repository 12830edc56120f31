import { format } from "node:util";
import { afterEach, expect } from "vitest";

const heard: string[] = [];
for (const method of ["log", "info", "warn", "error", "debug", "trace"] as const) {
  console[method] = (...parts: unknown[]) => {
    heard.push(`console.${method}: ${format(...parts)}`);
  };
}

afterEach(() => {
  expect(heard.splice(0), "a test or the code under it wrote to the console; pass a Logger instead").toEqual([]);
});
