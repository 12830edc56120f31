import type { Context } from "../page.ts";
import type { Block, Interval } from "../report.ts";
import { table } from "./data.ts";
import { title } from "./frame.ts";
import { Html, html, nothing } from "./html.ts";
import { whisker } from "./marks.ts";
import { markedClause } from "./theme-parts.ts";

interface Part {
  title: string | null;
  body: Html[];
  isWide: boolean;
}

interface Step {
  step: string;
  title: string;
  parts: Part[];
}

/**
 * The blocks of a report as a page: each heading opens a step with its mark in the margin, parts stand side by side in it.
 * @param files makes the link to the file of each named table
 */
export function reportSections(
  context: Context,
  blocks: readonly Block[],
  files: Readonly<Record<string, () => Html>> = {},
): Html {
  const steps: Step[] = [];
  for (const block of blocks) {
    const step = steps.at(-1);
    if (block.kind === "heading") {
      steps.push({ step: block.step ?? "", title: block.text, parts: [] });
    } else if (block.kind === "part") {
      step?.parts.push({ title: block.text, body: [], isWide: false });
    } else if (step) {
      if (step.parts.length === 0) step.parts.push({ title: null, body: [], isWide: true });
      const part = step.parts.at(-1) as Part;
      part.body.push(blockHtml(context, block, steps.length));
      const file = block.kind === "table" ? files[block.name ?? ""] : undefined;
      if (file !== undefined) part.body.push(html`<div class="refs">${file()}</div>`);
      if (isWide(block)) part.isWide = true;
    }
  }
  return html`${steps.map(section)}`;
}

const section = ({ step, title: heading, parts }: Step, at: number): Html =>
  html`<section class="step" aria-labelledby="step-${at}"><h2 id="step-${at}"><span class="mark">${step} </span>${title(heading)}</h2><div class="parts">${parts.map(
    ({ title: own, body, isWide: wide }) =>
      html`<div${wide ? html` class="wide"` : nothing}>${own === null ? nothing : html`<h3>${own}</h3>`}${body}</div>`,
  )}</div></section>`;

const isWide = (block: Block): boolean =>
  block.kind === "figure" || (block.kind === "table" && block.intervals !== undefined);

function blockHtml(context: Context, block: Exclude<Block, { kind: "heading" | "part" }>, step: number): Html {
  switch (block.kind) {
    case "text":
      return html`<p class="${block.isNote ? "note" : "small"}">${block.text}</p>`;
    case "empty":
      return html`<p class="empty-state">${block.text}</p>`;
    case "list":
      return html`<ul class="points">${block.items.map((item) => html`<li>${item}</li>`)}</ul>`;
    case "facts":
      return html`<dl class="known">${block.rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
    case "quotes":
      return html`${block.quotes.map(
        ({ clause, evidence, from }) =>
          html`<blockquote class="quote"><p lang="zh-CN">${markedClause(clause, evidence)}</p><footer>${from.map((part) => html`<span>${part}</span>`)}</footer></blockquote>`,
      )}`;
    case "table":
      return tableHtml(context, block, step);
    case "figure":
      return html`<figure>${new Html(block.svg)}<figcaption class="note">${block.caption}</figcaption></figure>`;
  }
}

const axis = { min: 0.25, max: 16, log: true };

function tableHtml(
  { words }: Context,
  { columns, rows, intervals }: Extract<Block, { kind: "table" }>,
  step: number,
): Html {
  const own = columns.map(({ label, isNumber = false }, i) => ({
    key: String(i),
    label,
    num: isNumber,
    raw: (row: readonly string[]) => row[i] ?? null,
  }));
  if (intervals === undefined) return table({ name: `step-${step}`, rows, columns: own, narrow: columns.length <= 4 });
  const drawn = {
    key: "interval",
    label: words.signals.report.axis(axis.min, axis.max),
    raw: () => null,
    show: (row: readonly string[]) => interval(intervals[rows.indexOf(row)] ?? null, row.join(" ")),
  };
  return html`<div class="measured">${table({ name: `step-${step}`, rows, columns: [...own, drawn] })}</div>`;
}

/** Beyond one on the whole of its interval it is a judgement, and takes colour. */
const interval = (ratio: Interval | null, label: string): Html =>
  ratio === null
    ? html`—`
    : whisker(ratio, axis, { tone: (ratio.lo ?? 0) > 1 ? "worse" : "series", reference: 1, label });
