import { linePath, sparkScale } from "../components/marks.ts";
import { shareOf } from "../explorer/share.ts";
import { type Tally, weeksShown } from "../explorer/tally.ts";
import { fill, int, make, percent } from "./dom.ts";
import type { ExplorerText } from "./explorer-text.ts";

/** One row: as the page brought it, and as a filter writes it, made when it is first needed. */
function openRow(item: HTMLElement, place: number) {
  const given = [...item.childNodes];
  const name = given[0]?.cloneNode(true) as HTMLElement;
  const danger = name.querySelector<HTMLElement>(".danger") ?? make("span", "danger");
  const isGrey = item.classList.contains("grey");
  const bar = make("i");
  const said = make("span");
  const range = make("span", "range");
  const line = make("span", "spark-cell");
  const few = make("span", "note");
  const svg = drawnLine();
  const written = [name, make("span", "share-cell", bar, said), range, line, make("span", "word-cell")];
  let isGiven = true;
  return {
    item,
    place,
    list: item.parentElement as HTMLElement,
    link: (): Element | null => item.querySelector("a"),
    reset(): void {
      if (!isGiven) item.replaceChildren(...given);
      isGiven = true;
      item.classList.toggle("grey", isGrey);
      item.hidden = false;
    },
    write(x: number, dangers: number, texts: number, top: number, weeks: Uint32Array, text: ExplorerText): void {
      if (isGiven) item.replaceChildren(...written);
      isGiven = false;
      const share = shareOf(x, texts);
      const isFew = x < text.few;
      item.classList.toggle("grey", x < text.thin);
      bar.style.width = `${((100 * x) / top).toFixed(1)}%`;
      said.textContent = isFew
        ? fill(text.count, { n: int(x) })
        : fill(text.row, { share: percent(x / texts), n: int(x) });
      range.textContent = isFew || !share ? "" : fill(text.interval, endsOf(share));
      if (x < text.thin) few.textContent = text.fewWeeks;
      else svg.draw([...weeks], text.spark);
      danger.textContent = fill(text.dangers, { n: int(dangers) });
      danger.title = fill(text.dangersAlt, { n: int(dangers) });
      if (dangers === 0) danger.remove();
      else if (danger.parentElement === null) name.querySelector("a")?.after(" ", danger);
      const shown = x < text.thin ? few : svg.element;
      if (line.firstChild !== shown) line.replaceChildren(shown);
    },
  };
}

const endsOf = ({ lo, hi }: { lo: number; hi: number }) => ({ lo: (100 * lo).toFixed(1), hi: (100 * hi).toFixed(1) });

/** The line of thirteen weeks, drawn again in its place. */
function drawnLine() {
  const made = (name: string) => document.createElementNS("http://www.w3.org/2000/svg", name);
  const [element, path, dot] = [made("svg"), made("path"), made("circle")];
  element.setAttribute("aria-hidden", "true");
  path.setAttribute("fill", "none");
  path.setAttribute("stroke", "var(--series)");
  path.setAttribute("stroke-width", "1.5");
  dot.setAttribute("r", "2.5");
  dot.setAttribute("fill", "var(--series)");
  element.append(path, dot);
  return {
    element,
    draw(values: readonly number[], width: number): void {
      const { x, y, height } = sparkScale(values, width, true);
      element.setAttribute("width", String(width));
      element.setAttribute("height", String(height));
      path.setAttribute("d", linePath(values, x, y));
      dot.setAttribute("cx", x(values.length - 1).toFixed(1));
      dot.setAttribute("cy", y(values.at(-1) ?? 0).toFixed(1));
    },
  };
}

/** The list of themes as the page came, which a filter rewrites and a reset brings back. */
export function openRows(root: HTMLElement, text: ExplorerText, placeOf: ReadonlyMap<string, number>) {
  const items = [...root.querySelectorAll<HTMLElement>("li[data-theme]")].map((item) =>
    openRow(item, placeOf.get(item.dataset.theme ?? "") ?? 0),
  );
  const lists = [...new Set(items.map(({ list }) => list))].map((list) => ({
    list,
    inside: items.filter((row) => row.list === list),
  }));
  const groups = [...root.querySelectorAll<HTMLElement>("[data-parent]")].map((group) => ({
    group,
    note: group.querySelector<HTMLElement>("summary .note"),
    given: group.querySelector("summary .note")?.textContent ?? "",
    place: placeOf.get(group.dataset.parent ?? "") ?? 0,
  }));
  const unassigned = root.querySelector<HTMLElement>("[data-unassigned]");
  const freshHead = unassigned?.querySelector<HTMLElement>(".emerging-head");
  const bar = [...(unassigned?.querySelectorAll<HTMLElement>(".bar i") ?? [])];
  const notes = ["note", "parts"].map((name) => unassigned?.querySelector<HTMLElement>(`[data-part=${name}]`));
  const kept = { bar: bar.map((part) => part.style.flex), notes: notes.map((note) => note?.textContent ?? "") };

  /** Puts the rows of each list in order; a list that is in order is left alone. */
  function arrange(by: (a: (typeof items)[number], b: (typeof items)[number]) => number): void {
    for (const { list, inside } of lists) {
      const wanted = [...inside].sort(by).map(({ item }) => item);
      if (wanted.some((item, i) => list.children[i] !== item)) list.replaceChildren(...wanted);
    }
  }

  function reset(): void {
    for (const row of items) row.reset();
    arrange(() => 0);
    for (const { group, note, given } of groups) {
      group.hidden = false;
      if (note) note.textContent = given;
    }
    if (freshHead) freshHead.hidden = false;
    for (const [i, part] of bar.entries()) part.style.flex = kept.bar[i] ?? "";
    for (const [i, note] of notes.entries()) if (note) note.textContent = kept.notes[i] ?? "";
  }

  function update(counts: Tally): void {
    const top = Math.max(...items.map(({ place }) => counts.byTheme[place] ?? 0), 1);
    const count = (place: number) => counts.byTheme[place] ?? 0;
    arrange((a, b) => count(b.place) - count(a.place));
    for (const row of items) {
      const x = count(row.place);
      row.item.hidden = x === 0;
      if (x === 0) continue;
      const weeks = counts.weeks.subarray(row.place * weeksShown, (row.place + 1) * weeksShown);
      row.write(x, counts.dangers[row.place] ?? 0, counts.texts, top, weeks, text);
    }
    for (const { group, note, place } of groups) {
      const inside = items.filter(({ item, list }) => group.contains(list) && !item.hidden).length;
      group.hidden = inside === 0;
      if (note && place > 0) {
        note.textContent = fill(text.group, {
          share: percent(count(place) / counts.texts),
          n: int(count(place)),
          themes: int(inside),
        });
      }
    }
    const fresh = items.filter(({ item, list }) => unassigned?.contains(list) && !item.hidden).length;
    if (freshHead) freshHead.hidden = fresh === 0;
    const { assigned, emerging, unassigned: none, texts } = counts;
    for (const [i, part] of [assigned, none, emerging].entries()) if (bar[i]) bar[i].style.flex = String(part);
    const share = shareOf(none, texts);
    const [note, parts] = notes;
    if (note && share) {
      note.textContent = fill(text.unassignedNote, { share: percent(share.v), ...endsOf(share), n: int(none) });
    }
    if (parts) {
      const said = { assigned: int(assigned), unassigned: int(none), emerging: int(emerging) };
      parts.textContent = fill(text.unassignedParts, said);
    }
  }

  /** The open row, if any, is the current one. */
  function mark(theme: string): void {
    for (const { item, link: linkOf } of items) {
      const link = linkOf();
      if (item.dataset.theme === theme) link?.setAttribute("aria-current", "true");
      else link?.removeAttribute("aria-current");
    }
  }

  return { reset, update, mark };
}
