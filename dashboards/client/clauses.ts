import { pieces } from "../explorer/evidence.ts";
import { type Clauses, reasons } from "../explorer/facts.ts";
import { fill, int, make } from "./dom.ts";
import type { ExplorerText } from "./explorer-text.ts";

const step = 30;
/** Texts under a filter before any of them is shown. */
const least = 3;
const unknown = 255;

/** The clauses behind a count, thirty at a time, each with the words that put it where it is. */
export function clauseList(
  file: Clauses,
  rows: readonly number[],
  text: ExplorerText,
  options: { list: string; words: readonly string[]; onWrong: (textId: string, clause: number) => void },
): HTMLElement {
  const shown = rows.filter((row) => file.clause[row] !== 0);
  const section = make("section", "clauses", make("div", "section-head", make("h3", "", text.clauses)));
  if (rows.length < least || shown.length === 0) {
    const why = rows.length < least ? text.clausesFew : text.clausesHidden;
    section.append(make("p", "empty-state", why));
    return section;
  }
  const note = make("p", "note");
  const place = make("div");
  const button = make("button");
  button.type = "button";
  let count = 0;
  const more = () => {
    for (const row of shown.slice(count, count + step)) place.append(quote(file, row, text, options));
    count = Math.min(count + step, shown.length);
    note.textContent = fill(text.clausesOf, { shown: int(count), n: int(rows.length) });
    button.hidden = count >= shown.length;
    button.textContent = fill(text.more, { n: int(shown.length - count) });
  };
  button.addEventListener("click", more);
  more();
  section.append(note, place, button);
  return section;
}

function quote(
  file: Clauses,
  row: number,
  text: ExplorerText,
  { list, words, onWrong }: Parameters<typeof clauseList>[3],
): HTMLElement {
  const evidence = file.evidences
    .at(file.evidence[row] ?? 0)
    .split("\t")
    .filter(Boolean);
  const said = make("p");
  said.lang = "zh-CN";
  for (const piece of pieces(file.clauses.at(file.clause[row] ?? 0), [...evidence, ...words])) {
    if (piece.kind === "plain") said.append(piece.text);
    else said.append(piece.kind === "mark" ? make("mark", "", piece.text) : make("span", "redact", piece.text));
  }
  const owner = file.rows.text[row] ?? 0;
  const id = file.ids.at(owner);
  const ticket = file.tickets.at(owner) || id.split(":").at(-1) || id;
  const value = (name: "model" | "channel") => file.facts.values[name][(file.rows.codes[name][owner] ?? 0) - 1] ?? "";
  const age = file.rows.age[owner] ?? 0;
  const danger = file.rows.danger[row] === 1 ? [make("span", "danger", text.danger)] : [];
  const from = make("footer", "", ...danger, reference(ticket, age, list, text));
  const day = new Date(Date.parse(`${file.facts.until}T00:00:00Z`) - age * 86_400_000).toISOString().slice(0, 10);
  const channel = value("channel");
  for (const part of [value("model"), text.channels[channel] ?? channel, day]) {
    if (part) from.append(make("span", "", part));
  }
  const wrong = make("button", "plain link", text.wrong);
  wrong.type = "button";
  wrong.addEventListener("click", () => onWrong(id, file.index[row] ?? 0));
  return make("blockquote", "quote", said, from, make("footer", "", ...why(file, row, evidence, text), wrong));
}

/** The ticket's row of the list, where the window's list holds it. */
function reference(ticket: string, age: number, list: string, text: ExplorerText): Node {
  if (!list || age >= text.days) return make("span", "", ticket);
  const link = make("a", "", ticket);
  link.href = `tickets.html?list=${encodeURIComponent(list)}&id=${encodeURIComponent(ticket)}`;
  return link;
}

/** The words that put a clause here, and how near it is to its theme and to the one that came next. */
function why(file: Clauses, row: number, evidence: readonly string[], text: ExplorerText): HTMLElement[] {
  if (reasons[file.reason[row] ?? 0] === "curated") return [make("span", "", text.curated)];
  const [score = unknown, margin = unknown] = [file.score[row], file.margin[row]];
  if (score === unknown) return [];
  const two = (hundredths: number) => (hundredths / 100).toFixed(2);
  const words = evidence.map((word) => fill(text.quoted, { word })).join("");
  const said = (whole: string, lead = "") => make("span", "", fill(whole, { words, score: two(score), margin: lead }));
  const near = words ? text.whyWords : text.whyScore;
  if (margin === unknown) return [said(near)];
  const next = file.facts.themes[(file.runnerUp[row] ?? 0) - 1];
  if (next === undefined) return [words ? said(text.why, two(margin)) : said(near)];
  const name = make("a", "", next.zh);
  name.lang = "zh-CN";
  name.href = `#${next.id}`;
  return [said(near), make("span", "", `${text.runnerUp} `, name, ` ${two(score - margin)}`)];
}
