import { bare } from "../bare.ts";

/** A list file: rows by column, so that ids of a hundred thousand tickets stay small. */
interface List {
  title: string;
  title_en: string;
  columns: string[];
  rows: (string | number | boolean | null)[][];
}

interface Index {
  lists: { id: string; title: string; title_en: string; n: number }[];
}

const pageSize = 30;

const element = <K extends keyof HTMLElementTagNameMap>(name: K, text = ""): HTMLElementTagNameMap[K] => {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
};

/** Fills the ticket-list page from the list its address names; without one, names them all. */
export async function showLists(): Promise<void> {
  const place = document.querySelector<HTMLElement>("[data-lists]");
  if (!place) return;
  const folder = place.dataset.lists ?? "./";
  const text = bare(JSON.parse(place.dataset.text ?? "{}"));
  const isEnglish = place.dataset.lang === "en";
  const asked = new URLSearchParams(location.search);
  const id = asked.get("list");
  const one = asked.get("id");
  const get = async <T>(file: string): Promise<T | null> => {
    const response = await fetch(`${folder}${file}`);
    return response.ok ? ((await response.json()) as T) : null;
  };
  if (id === null) {
    const index = await get<Index>("index.json");
    if (index) place.replaceChildren(element("h2", text.index), indexTable(index, isEnglish, text));
    return;
  }
  const list = /^[\w.-]+$/.test(id) ? await get<List>(`${id}.json`) : null;
  if (!list) {
    place.replaceChildren(Object.assign(element("p", text.empty), { className: "empty-state" }));
    return;
  }
  const heading = element("h2", isEnglish ? list.title_en : list.title);
  const rows = one === null ? list.rows : list.rows.filter((cells) => cells[0] === one);
  const isPart = rows.length > 0 && rows.length < list.rows.length;
  const count = Object.assign(element("p", text.count.replace("{n}", list.rows.length.toLocaleString("en"))), {
    className: "small",
  });
  const csv = Object.assign(element("a", text.csv), { href: `${folder}${id}.csv`, download: `${id}.csv` });
  const refs = Object.assign(element("div"), { className: "refs" });
  refs.append(csv);
  if (isPart) {
    count.textContent = text.one;
    refs.prepend(Object.assign(element("a", text.whole), { href: `?list=${id}` }));
  }
  place.replaceChildren(heading, count, rowsTable(isPart ? { ...list, rows } : list, text), refs);
}

function scroll(table: HTMLTableElement, label: string): HTMLDivElement {
  const box = Object.assign(element("div"), { className: "scroll", tabIndex: 0 });
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", label);
  box.append(table);
  return box;
}

function indexTable(index: Index, isEnglish: boolean, text: { index: string }): HTMLElement {
  const table = Object.assign(element("table"), { className: "narrow" });
  const body = table.createTBody();
  for (const { id, title, title_en, n } of index.lists) {
    const row = body.insertRow();
    const link = Object.assign(element("a", isEnglish ? title_en : title), { href: `?list=${id}` });
    row.insertCell().append(link);
    Object.assign(row.insertCell(), { textContent: n.toLocaleString("en"), className: "num" });
  }
  return scroll(table, text.index);
}

function rowsTable(
  list: List,
  text: { columns: Record<string, string>; yes: string; no: string; more: string },
): HTMLElement {
  const table = element("table");
  const headRow = table.createTHead().insertRow();
  for (const column of list.columns)
    headRow.append(Object.assign(element("th", text.columns[column] ?? column), { scope: "col" }));
  const body = table.createTBody();
  const show = (value: List["rows"][number][number]) =>
    value === null ? "—" : value === true ? text.yes : value === false ? text.no : String(value);
  let shown = 0;
  const box = scroll(table, list.title);
  const button = element("button");
  const more = () => {
    for (const cells of list.rows.slice(shown, shown + pageSize)) {
      const row = body.insertRow();
      for (const value of cells) row.insertCell().textContent = show(value);
    }
    shown = Math.min(shown + pageSize, list.rows.length);
    button.hidden = shown >= list.rows.length;
    button.textContent = text.more.replace("{n}", (list.rows.length - shown).toLocaleString("en"));
  };
  button.addEventListener("click", more);
  more();
  const both = element("div");
  both.append(box, button);
  return both;
}
