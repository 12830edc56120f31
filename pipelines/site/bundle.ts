import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { wallTime } from "../../dashboards/components/format.ts";
import type { Lang, Published } from "../../dashboards/published.ts";
import { words } from "../../dashboards/words.ts";

const dashboards = fileURLToPath(new URL("../../dashboards", import.meta.url));

/** The scripts of the pages, each one file: `page` for all, `charts` with the parts of Plot that are used, `explorer` for the themes. */
export async function bundleScripts(): Promise<Map<string, string>> {
  const result = await build({
    entryPoints: ["page", "charts", "explorer"].map((name) => `${dashboards}/client/${name}.ts`),
    bundle: true,
    write: false,
    outdir: "out",
    format: "esm",
    platform: "browser",
    target: "es2022",
    minify: true,
    legalComments: "none",
    logLevel: "silent",
  });
  return new Map(result.outputFiles.map((file) => [file.path.split(/[\\/]/).at(-1) ?? "", file.text]));
}

/** Tokens and components as one stylesheet, with the run on the margin of every sheet of paper. */
export async function bundleStyles(published: Published, lang: Lang): Promise<string> {
  const parts = await Promise.all(
    ["tokens.css", "ui.css", "themes.css", "signals.css"].map((file) => readFile(`${dashboards}/${file}`, "utf8")),
  );
  const { manifest, quality } = published;
  const own = words[lang];
  const margin = [
    `${own.asOf} ${wallTime(manifest.as_of, manifest.zone)}`,
    `${own.run} ${manifest.run_id}`,
    `${own.gate} ${quality.gate.passed ? own.gatePassed : own.gateFailed}`,
  ].join(" · ");
  const face = 'font: 8pt "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; color: #697077;';
  parts.push(
    `@page { @bottom-left { content: ${JSON.stringify(margin)}; ${face} } @bottom-right { content: counter(page) " / " counter(pages); ${face} } }\n`,
  );
  return parts.join("\n");
}
