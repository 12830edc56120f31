import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const installed = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** A headless Chromium: CHROMIUM_PATH, the system's own, else the one that comes as a package. */
export async function openBrowser(): Promise<Browser> {
  const own = process.env.CHROMIUM_PATH ?? installed.find((path) => existsSync(path));
  const quiet = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
  ];
  const args = [...quiet, "--disable-component-update", "--disable-sync"];
  if (own) return chromium.launch({ executablePath: own, args });
  // Told that it runs where no desktop library is, the package unpacks the ones Chromium needs beside it.
  process.env.AWS_LAMBDA_JS_RUNTIME ??= "nodejs20.x";
  const packaged = (await import("@sparticuz/chromium")).default;
  return chromium.launch({ executablePath: await packaged.executablePath(), args: [...packaged.args, ...args] });
}
