import { expect, test } from "vitest";
import { driver } from "../../sources/driver.ts";

test("a driver that is not installed is named, with what installs it; any other error stays as it is", async () => {
  const missing = "no-such-driver-4711";
  const error = await driver(missing, () => import(missing)).catch((met: Error) => met);
  expect(error).toMatchObject({
    name: "SourceError",
    message: `The driver ${missing} is not installed.`,
    hint: `npm install ${missing} brings it.`,
  });
  await expect(driver("broken", () => Promise.reject(new Error("does not load")))).rejects.toThrow("does not load");
});
