import { type Html, html, Html as Markup } from "../../dashboards/components/html.ts";
import type { Block, ReportDocument } from "../../dashboards/report.ts";

/*
 * One form for the screen, paper and mail: mail programs drop style sheets, scripts and SVG, so every style stands at its element and every
 * figure has a caption that says what it shows. No picture is fetched from anywhere.
 */
const styles = {
  body: "margin:0;background:#fcfcfa;color:#1b2127;font:15px/1.6 -apple-system,'Segoe UI','PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif",
  sheet: "max-width:820px;margin:0 auto;padding:24px 20px 40px",
  title: "margin:0 0 8px;font-size:24px;line-height:1.3;font-weight:650",
  lead: "margin:0 0 6px;font-size:17px;line-height:1.5",
  stamp: "margin:0 0 20px;padding-bottom:12px;border-bottom:2px solid #1b2127;color:#697077;font-size:12px",
  heading: "margin:28px 0 8px;font-size:18px;line-height:1.4;font-weight:650",
  part: "margin:18px 0 6px;font-size:15px;line-height:1.4;font-weight:650",
  text: "margin:0 0 10px",
  note: "margin:0 0 10px;color:#50575e;font-size:13px",
  list: "margin:0 0 10px;padding-left:22px",
  item: "margin:0 0 4px",
  scroll: "overflow-x:auto",
  table: "width:100%;border-collapse:collapse;margin:0 0 12px;font-size:13px",
  head: "padding:5px 14px 5px 0;border-bottom:1px solid #1b2127;color:#50575e;font-weight:600;vertical-align:bottom",
  cell: "padding:5px 14px 5px 0;border-bottom:1px solid #e2e2dc;vertical-align:top;word-break:keep-all",
  name: "width:11em;padding:5px 14px 5px 0;border-bottom:1px solid #e2e2dc;color:#697077;font-weight:400;text-align:left;vertical-align:top",
  quote: "margin:0 0 10px;padding:0 0 0 12px;border-left:2px solid #e2e2dc",
  from: "color:#697077;font-size:12px",
  figure: "margin:0 0 12px",
};

const side = (isNumber = false): string =>
  isNumber ? ";text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap" : ";text-align:left";

function block(one: Block): Html {
  switch (one.kind) {
    case "heading":
      return html`<h2 style="${styles.heading}">${one.step ? `${one.step} ` : ""}${one.text}</h2>`;
    case "part":
      return html`<h3 style="${styles.part}">${one.text}</h3>`;
    case "empty":
      return html`<p style="${styles.note}">${one.text}</p>`;
    case "text":
      return html`<p style="${one.isNote ? styles.note : styles.text}">${one.text}</p>`;
    case "list":
      return html`<ul style="${styles.list}">${one.items.map((item) => html`<li style="${styles.item}">${item}</li>`)}</ul>`;
    case "quotes":
      return html`${one.quotes.map(
        ({ clause, from }) =>
          html`<blockquote style="${styles.quote}">${clause}<br><span style="${styles.from}">${from.join(" · ")}</span></blockquote>`,
      )}`;
    case "facts":
      return html`<table style="${styles.table}"><tbody>${one.rows.map(
        ([name, value]) =>
          html`<tr><th scope="row" style="${styles.name}">${name}</th><td style="${styles.cell}">${value}</td></tr>`,
      )}</tbody></table>`;
    case "table":
      return html`<div style="${styles.scroll}"><table style="${styles.table}"><thead><tr>${one.columns.map(
        ({ label, isNumber }) => html`<th scope="col" style="${styles.head}${side(isNumber)}">${label}</th>`,
      )}</tr></thead><tbody>${one.rows.map(
        (cells) =>
          html`<tr>${cells.map((cell, at) => html`<td style="${styles.cell}${side(one.columns[at]?.isNumber)}">${cell}</td>`)}</tr>`,
      )}</tbody></table></div>`;
    case "figure":
      return html`<figure style="${styles.figure}">${new Markup(one.svg)}<figcaption style="${styles.note}">${one.caption}</figcaption></figure>`;
  }
}

/** The report as one HTML file that needs nothing beside it. */
export function toHtml({ lang, title, lead, stamp, blocks }: ReportDocument): string {
  const language = lang === "zh" ? "zh-CN" : "en";
  const page = html`<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>${title}</title><style>@page{size:A4;margin:14mm}@media print{h2{break-after:avoid}tr,figure{break-inside:avoid}}</style></head><body style="${styles.body}"><div style="${styles.sheet}"><h1 style="${styles.title}">${title}</h1><p style="${styles.lead}">${lead}</p><p style="${styles.stamp}">${stamp}</p>${blocks.map(block)}</div></body></html>`;
  return `<!doctype html>${page.markup}\n`;
}
