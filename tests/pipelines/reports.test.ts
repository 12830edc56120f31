import { expect, test } from "vitest";
import type { Block, ReportDocument } from "../../dashboards/report.ts";
import { toHtml } from "../../pipelines/reports/html.ts";
import { toMarkdown } from "../../pipelines/reports/markdown.ts";

const hostile = "<img src=x onerror=alert(1)> | [link](javascript:alert(1)) *a* \"b\" 'c' `d`";
const report: ReportDocument = {
  lang: "zh",
  title: hostile,
  lead: hostile,
  stamp: hostile,
  blocks: [
    { kind: "heading", text: hostile },
    { kind: "text", text: `${hostile}\n# second line` },
    { kind: "list", items: [hostile] },
    { kind: "table", columns: [{ label: hostile }, { label: "n", isNumber: true }], rows: [[hostile, "12"]] },
    { kind: "figure", svg: "<svg></svg>", caption: hostile },
  ],
};

test("no text becomes markup of the page, and none is lost", () => {
  const page = toHtml(report);
  expect(page).not.toContain("<img");
  expect(page.match(/&lt;img src=x onerror=alert\(1\)&gt;/g)).toHaveLength(10);
  expect(page).toContain("default-src 'none'");
  expect(page).not.toMatch(/<script|href=|src="/);
});

test("no text becomes Markdown: neither a link, nor a column of a table, nor a heading", () => {
  const text = toMarkdown(report);
  expect(text).not.toMatch(/(?<!\\)[<>`[\]]/);
  expect(text.split("\n").filter((line) => line.startsWith("#"))).toHaveLength(2);
  const rows = text.split("\n").filter((line) => line.startsWith("| "));
  expect(rows.map((row) => row.split(/(?<!\\)\|/).length)).toEqual([4, 4, 4]);
});

test("a table is a table in every form", () => {
  const table: Block = {
    kind: "table",
    columns: [{ label: "主题" }, { label: "n", isNumber: true }],
    rows: [["漏水", "12"]],
  };
  const plain: ReportDocument = { lang: "zh", title: "标题", lead: "一句", stamp: "截至", blocks: [table] };
  expect(toMarkdown(plain)).toBe("# 标题\n\n**一句**\n\n截至\n\n| 主题 | n |\n| --- | ---: |\n| 漏水 | 12 |\n");
  expect(toHtml(plain)).toMatch(/<td [^>]*>漏水<\/td><td [^>]*text-align:right[^>]*>12<\/td>/);
});
