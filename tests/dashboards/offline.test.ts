import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { findPackage, offlineFetch, parseSpecifier } from "../../dashboards/build/offline.ts";

const onward = () => Promise.resolve(new Response("loopback"));
const ask = (path: string, host = "packages.example") => offlineFetch(`https://${host}${path}`, undefined, onward);

test("a specifier is split into name, version and path", () => {
  expect(parseSpecifier("@a/b@1.2.3/dist/x.js")).toEqual({ name: "@a/b", version: "1.2.3", path: "dist/x.js" });
  expect(parseSpecifier("d3")).toEqual({ name: "d3", version: undefined, path: "" });
});

test("a question for a version gets the installed one, whatever the host", async () => {
  const lock = JSON.parse(readFileSync(new URL("../../package-lock.json", import.meta.url), "utf8"));
  const wanted = lock.packages["node_modules/@observablehq/plot"].version;
  expect(await (await ask("/@observablehq/plot/latest")).json()).toMatchObject({ version: wanted });
  expect(await (await ask("/@observablehq%2fplot")).json()).toMatchObject({ versions: { [wanted]: {} } });
});

test("a module comes from node_modules, with shared packages left as one copy", async () => {
  const version = findPackage("@observablehq/plot")?.version;
  const response = await ask(`/npm/@observablehq/plot@${version}/+esm`);
  expect(response.headers.get("content-type")).toContain("javascript");
  const text = await response.text();
  expect(text).toMatch(/from"\/npm\/d3@[\d.]+\/\+esm"/);
  expect(text).toContain("barY");
});

test("a file of a package is handed out as it is", async () => {
  const version = findPackage("htl")?.version;
  const body = await (await ask(`/npm/htl@${version}/package.json`)).json();
  expect(body).toMatchObject({ name: "htl", version });
});

test("what is not installed says how to install it, another version says which there is", async () => {
  await expect(ask("/npm/not-a-package@1.0.0/+esm")).rejects.toThrow("run npm install not-a-package");
  await expect(ask("/npm/htl@0.0.1/+esm")).rejects.toThrow(/htl@0\.0\.1 was asked for, [\d.]+ is installed/);
});

test("loopback passes, every other request is refused with its host", async () => {
  expect(await (await offlineFetch("http://127.0.0.1:3000/x/y/z", undefined, onward)).text()).toBe("loopback");
  await expect(ask("/css2/fonts/family.css", "fonts.example")).rejects.toThrow(
    "offline: refused a request to fonts.example",
  );
});
