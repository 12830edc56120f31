import type { Block, ReportDocument } from "../../dashboards/report.ts";

/** Characters of a text that Markdown would take for its own, wherever they stand. */
const escaped = (text: string): string => text.replace(/[\\`*_[\]<>|#~]/g, "\\$&").replace(/\s*\n\s*/g, " ");

const row = (cells: readonly string[]): string => `| ${cells.map(escaped).join(" | ")} |`;

function block(one: Block): string {
  switch (one.kind) {
    case "heading":
      return `## ${escaped(one.step ? `${one.step} ${one.text}` : one.text)}`;
    case "part":
      return `### ${escaped(one.text)}`;
    case "empty":
      return escaped(one.text);
    case "text":
      return one.isNote ? `_${escaped(one.text)}_` : escaped(one.text);
    case "list":
      return one.items.map((item) => `- ${escaped(item)}`).join("\n");
    case "quotes":
      return one.quotes
        .map(({ clause, from }) => `> ${escaped(clause)}\n> ${from.map(escaped).join(" · ")}`)
        .join("\n\n");
    case "facts":
      return [row(one.columns), "| --- | --- |", ...one.rows.map(row)].join("\n");
    case "table": {
      const rule = one.columns.map(({ isNumber }) => (isNumber ? "---:" : "---"));
      return [row(one.columns.map(({ label }) => label)), `| ${rule.join(" | ")} |`, ...one.rows.map(row)].join("\n");
    }
    case "figure":
      return `_${escaped(one.caption)}_`;
  }
}

/** The report as Markdown (CommonMark and the tables of GitHub). */
export const toMarkdown = ({ title, lead, stamp, blocks }: ReportDocument): string =>
  `${[`# ${escaped(title)}`, `**${escaped(lead)}**`, escaped(stamp), ...blocks.map(block)].join("\n\n")}\n`;
