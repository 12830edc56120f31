import { type OperationKind, type Proposal, patchOf, wordList } from "../explorer/curation.ts";
import type { Clauses } from "../explorer/facts.ts";
import { type Filter, textsWith } from "../explorer/tally.ts";
import { fill, int } from "./dom.ts";
import type { ExplorerText } from "./explorer-text.ts";

/** Proposes a change to the open theme: shows what it would do and the lines to download. Writes nothing. */
export function openCuration(form: HTMLFormElement, text: ExplorerText) {
  const preview = form.querySelector<HTMLElement>("[data-preview]");
  const place = form.querySelector<HTMLElement>("[data-patch]");
  const link = form.querySelector<HTMLAnchorElement>("[data-download]");
  const field = (name: string) => form.elements.namedItem(name) as HTMLInputElement | RadioNodeList;
  const mark = Math.floor(Math.random() * 36 ** 4)
    .toString(36)
    .padStart(4, "0");
  let theme = "";
  let counted: { file: Clauses; filter: Filter; place: number } | null = null;

  function proposal(): Proposal {
    const value = (name: string) => field(name).value;
    const kind = value("kind") as OperationKind;
    return {
      kind,
      theme,
      part: value("part"),
      words: value("words"),
      into: value("into"),
      zh: value("zh"),
      en: value("en"),
      text: value("text"),
      clause: value("clause"),
      target: value("target"),
      author: value("author"),
      reason: value("reason"),
    };
  }

  function update(): void {
    const given = proposal();
    for (const label of form.querySelectorAll<HTMLElement>("[data-on]")) {
      label.hidden = label.dataset.on !== "all" && label.dataset.on !== given.kind;
    }
    const now = new Date();
    const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()]
      .map((part) => String(part).padStart(2, "0"))
      .join("-");
    const patch = patchOf(given, day, mark);
    if (place) place.textContent = patch ?? text.incomplete;
    if (preview) preview.textContent = effect(given);
    if (!link) return;
    if (link.href) URL.revokeObjectURL(link.href);
    if (patch === null) {
      link.removeAttribute("href");
      link.setAttribute("aria-disabled", "true");
      return;
    }
    link.href = URL.createObjectURL(new Blob([patch], { type: "application/yaml" }));
    link.download = `curation-${given.kind}-${theme}.yaml`;
    link.removeAttribute("aria-disabled");
  }

  /** What the operation would move, counted under the filters. */
  function effect(given: Proposal): string {
    if (!counted) return "";
    const { file, filter } = counted;
    const own = counted.place;
    const { rows } = file;
    const count = (isWanted: (row: number) => boolean) => textsWith(rows, filter, isWanted);
    const all = count((row) => rows.theme[row] === own);
    const template = text.preview[given.kind] ?? "";
    if (given.kind === "split") {
      const words = wordList(given.words);
      const holds = (row: number) => words.some((word) => file.clauses.at(file.clause[row] ?? 0).includes(word));
      const moved = words.length === 0 ? 0 : count((row) => rows.theme[row] === own && holds(row));
      const kept = count((row) => rows.theme[row] === own && !holds(row));
      return fill(template, { moved: int(moved), kept: int(words.length === 0 ? all : kept), theme });
    }
    if (given.kind === "merge") {
      const other = file.facts.themes.findIndex(({ id }) => id === given.into.trim()) + 1;
      if (other === 0) return "";
      const n = count((row) => rows.theme[row] === own || rows.theme[row] === other);
      return fill(template, { n: int(n), theme, into: given.into.trim() });
    }
    return fill(template, { n: int(all), theme });
  }

  form.addEventListener("input", update);
  form.addEventListener("submit", (event) => event.preventDefault());

  return {
    /** Turns to a theme, or to `none` of them; nothing to curate without one. */
    show(id: string, now: { file: Clauses; filter: Filter; place: number } | null): void {
      theme = id;
      counted = now;
      form.hidden = id === "";
      // What is in no theme can only be moved into one.
      const isNone = id === "none";
      for (const label of form.querySelectorAll<HTMLElement>(".ops label")) {
        label.hidden = isNone && label.querySelector("input")?.value !== "pin";
      }
      if (isNone) field("kind").value = "pin";
      update();
    },
    /** Proposes to move one clause. */
    move(textId: string, clause: number): void {
      field("kind").value = "pin";
      field("text").value = textId;
      field("clause").value = String(clause);
      (field("target") as HTMLInputElement).value ||= theme === "none" ? "" : "none";
      update();
      form.scrollIntoView({ block: "nearest" });
      (field("target") as HTMLInputElement).focus();
    },
  };
}
