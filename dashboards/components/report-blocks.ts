import type { Block } from "../report.ts";
import { table } from "./data.ts";
import { section } from "./frame.ts";
import { Html, html } from "./html.ts";

/** The blocks of a report as sections of a page: each heading begins one. */
export function reportSections(blocks: readonly Block[]): Html {
  const parts: { title: string; body: Html[] }[] = [];
  for (const block of blocks) {
    if (block.kind === "heading") parts.push({ title: block.text, body: [] });
    else parts.at(-1)?.body.push(blockHtml(block, parts.length));
  }
  return html`${parts.map(({ title, body }, i) => section(`part-${i + 1}`, title, "", html`${body}`))}`;
}

function blockHtml(block: Exclude<Block, { kind: "heading" }>, part: number): Html {
  switch (block.kind) {
    case "text":
      return html`<p class="${block.isNote ? "note" : "small"}">${block.text}</p>`;
    case "list":
      return html`<ul>${block.items.map((item) => html`<li>${item}</li>`)}</ul>`;
    case "table":
      return table({
        name: `part-${part}`,
        rows: block.rows,
        narrow: block.columns.length <= 2,
        columns: block.columns.map(({ label, isNumber = false }, i) => ({
          key: String(i),
          label,
          num: isNumber,
          raw: (row: readonly string[]) => row[i] ?? null,
        })),
      });
    case "figure":
      return html`<figure>${new Html(block.svg)}<figcaption class="note">${block.caption}</figcaption></figure>`;
  }
}
