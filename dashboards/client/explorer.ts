import { bare } from "../bare.ts";
import { csv } from "../csv.ts";
import { decodeColumns } from "../explorer/column-file.ts";
import { type Clauses, openClauses } from "../explorer/facts.ts";
import { openSearch, wordsOf } from "../explorer/search.ts";
import { shareOf } from "../explorer/share.ts";
import { type Dimension, dimensions, type Filter, rowsOf, type Tally, tally } from "../explorer/tally.ts";
import { addressOf, isFiltered, readView, type View } from "../explorer/view.ts";
import { clauseList } from "./clauses.ts";
import { openCuration } from "./curate.ts";
import { fill, int, make, percent } from "./dom.ts";
import { openDrawer } from "./drawer.ts";
import type { ExplorerText } from "./explorer-text.ts";
import { openRows } from "./theme-rows.ts";

const root = document.querySelector<HTMLElement>("[data-explorer]");
if (root) void start(root);

/** Filters, search and the open theme, all of which stand in the address. */
async function start(page: HTMLElement): Promise<void> {
  const text = bare(JSON.parse(page.dataset.text ?? "{}") as ExplorerText);
  const form = page.querySelector<HTMLFormElement>("form.filters");
  const dialog = page.querySelector<HTMLDialogElement>("dialog.drawer");
  const curationForm = page.querySelector<HTMLFormElement>("form.curate");
  if (!form || !dialog || !curationForm) return;
  const status = page.querySelector<HTMLElement>("[data-status]");
  const say = (said: string) => {
    if (!status) return;
    status.textContent = said;
    status.hidden = said === "";
  };
  let view = readView(location, text.days);
  let file: Clauses | null = null;
  let find: (query: string) => Uint8Array = () => new Uint8Array();
  let filter: Filter | null = null;
  let counts: Tally | null = null;
  let rows: ReturnType<typeof openRows> | null = null;
  const curation = openCuration(curationForm, text);
  const drawer = openDrawer(dialog, close);

  const field = (name: string) => form.elements.namedItem(name) as HTMLSelectElement | HTMLInputElement;
  const placeOf = (id: string) => (file?.facts.themes.findIndex((theme) => theme.id === id) ?? -1) + 1;

  function close(): void {
    if (history.state?.isOpened) history.back();
    else go({ ...view, theme: "" }, false);
  }

  /** Turns to a view; a newly opened theme is a step that `back` undoes. */
  function go(next: View, isStep: boolean): void {
    const address = addressOf(next, location.pathname, text.days);
    if (isStep) history.pushState({ isOpened: true }, "", address);
    else history.replaceState(history.state, "", address);
    show(next);
  }

  function show(next: View): void {
    const isOther = next.theme !== view.theme;
    const isSame = !isOther && addressOf(next, "", text.days) === addressOf(view, "", text.days);
    view = next;
    if (!isSame) count();
    if (isOther) openTheme();
    else if (!isSame) renewClauses();
  }

  /** Codes of the view's values; a value that no text has is one that none can match. */
  function filterOf(current: Clauses): Filter {
    const codeOf = (name: Dimension) => {
      const value = view.values[name];
      if (value === "") return 0;
      const at = current.facts.values[name].indexOf(value);
      return at < 0 ? Number.POSITIVE_INFINITY : at + 1;
    };
    const wanted = Object.fromEntries(dimensions.map((name) => [name, codeOf(name)])) as Filter["wanted"];
    return { wanted, days: view.days, hits: view.q.trim() ? hitsOf(current) : null };
  }

  /** Rows whose clause holds the words, or whose theme goes by them. */
  function hitsOf(current: Clauses): Uint8Array {
    const clauses = find(view.q);
    const words = wordsOf(view.q);
    const themes = current.facts.themes.map(({ zh, en, keywords }) => {
      const names = [zh, en ?? "", ...keywords].join("\n").normalize("NFKC").toLowerCase();
      return words.every((word) => names.includes(word));
    });
    return Uint8Array.from(current.clause, (clause, row) =>
      Number(clauses[clause] === 1 || themes[(current.rows.theme[row] ?? 0) - 1] === true),
    );
  }

  function count(): void {
    if (!file || !rows) return;
    const began = performance.now();
    const { values } = file.facts;
    const sizes = Object.fromEntries(dimensions.map((name) => [name, values[name].length + 1])) as Record<
      Dimension,
      number
    >;
    filter = filterOf(file);
    counts = tally(file.rows, filter, sizes);
    const isEmpty = counts.texts === 0;
    if (isFiltered(view, text.days)) {
      if (!isEmpty) rows.update(counts);
      say(fill(text.filtered, { texts: int(counts.texts), of: int(text.texts) }));
    } else {
      rows.reset();
      say("");
    }
    rows.mark(view.theme);
    page.querySelector<HTMLElement>(".panes")?.toggleAttribute("hidden", isEmpty);
    showEmpty(isEmpty ? counts : null);
    fillSelects(counts);
    page.dataset.took = (performance.now() - began).toFixed(1);
  }

  function fillSelects(current: Tally): void {
    for (const name of dimensions) {
      const select = field(name) as HTMLSelectElement;
      const options = (file?.facts.values[name] ?? []).map((value, i) => ({
        value,
        n: current.options[name][i + 1] ?? 0,
      }));
      const shown = options.filter(({ value, n }) => n > 0 || value === view.values[name]);
      shown.sort((a, b) => a.value.localeCompare(b.value, "zh-CN", { numeric: true }));
      const labels = name === "channel" ? text.channels : bare({} as Record<string, string>);
      const any = new Option(fill(text.all, { name: text.dims[name] ?? name, n: int(shown.length) }), "");
      const made = shown.map(
        ({ value, n }) => new Option(fill(text.option, { name: labels[value] ?? value, n: int(n) }), value),
      );
      select.replaceChildren(any, ...made);
      select.value = view.values[name];
    }
    (field("days") as HTMLSelectElement).value = String(view.days);
    if (document.activeElement !== field("q")) field("q").value = view.q;
  }

  /** Which condition to relax, and how many texts that gives. */
  function showEmpty(current: Tally | null): void {
    const place = page.querySelector<HTMLElement>("[data-empty]");
    if (!place) return;
    place.hidden = current === null;
    if (current === null) return;
    const ways = Object.entries(current.without).filter(([, n]) => n > 0);
    const buttons = ways.map(([name, n]) => {
      const button = make("button", "", fill(text.relax, { condition: text.dims[name] ?? name, n: int(n) }));
      button.type = "button";
      button.addEventListener("click", () => go(without(name), false));
      return button;
    });
    place.replaceChildren(
      make("b", "", text.emptyTitle),
      make("p", "", ...(buttons.length > 0 ? buttons : [text.emptyHopeless])),
    );
  }

  function without(name: string): View {
    if (name === "days") return { ...view, days: longest() };
    if (name === "hits") return { ...view, q: "" };
    return { ...view, values: { ...view.values, [name]: "" } };
  }

  const longest = () =>
    Math.max(...[...(field("days") as HTMLSelectElement).options].map(({ value }) => Number(value)));

  function openTheme(): void {
    const { theme } = view;
    rows?.mark(theme);
    page.classList.toggle("is-open", theme !== "");
    const isUnassigned = theme === "unassigned";
    const known = isUnassigned || text.pages[theme] !== undefined || placeOf(theme) > 0;
    if (theme === "" || !known) {
      page.classList.remove("is-open");
      drawer.close();
      curation.show("", null);
      return;
    }
    const name = isUnassigned ? text.unassigned : (file?.facts.themes[placeOf(theme) - 1]?.zh ?? theme);
    void drawer.open(isUnassigned ? undefined : text.pages[theme], name, (part) => clausesOf(part));
    curation.show(isUnassigned ? "none" : theme, curated());
  }

  const curated = () => (file && filter ? { file, filter, place: placeOf(view.theme) } : null);

  function renewClauses(): void {
    if (view.theme === "") return;
    drawer.renew(clausesOf(dialog?.querySelector<HTMLElement>("[data-theme-page]") ?? null));
    curation.show(view.theme === "unassigned" ? "none" : view.theme, curated());
  }

  function clausesOf(part: HTMLElement | null): Node[] {
    if (!file || !filter) return [];
    const own = view.theme === "unassigned" ? 0 : placeOf(view.theme);
    if (view.theme !== "unassigned" && (own === 0 || file.facts.themes.some(({ parent }) => parent === own))) return [];
    const found = rowsOf(file.rows, filter, own);
    const share = shareOf(found.length, counts?.texts ?? 0);
    const options = { list: part?.dataset.list ?? "", words: wordsOf(view.q), onWrong: curation.move };
    const list = clauseList(file, found, text, options);
    if (isFiltered(view, text.days) && share && found.length >= text.few) {
      const ends = fill(text.interval, { lo: (100 * share.lo).toFixed(1), hi: (100 * share.hi).toFixed(1) });
      const said = `${fill(text.row, { share: percent(share.v), n: int(found.length) })} / ${int(counts?.texts ?? 0)}`;
      list.querySelector(".section-head")?.append(make("p", "", `${said} (${ends})`));
    }
    return [list];
  }

  page.addEventListener("click", (event) => {
    const target = event.target as Element;
    const link = target.closest<HTMLAnchorElement>("li[data-theme] a");
    const isPlain = !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) && event.button === 0;
    if (link && isPlain && !dialog.contains(link)) {
      event.preventDefault();
      const theme = link.closest<HTMLElement>("li")?.dataset.theme ?? "";
      if (theme !== view.theme) go({ ...view, theme }, true);
    }
    if (target.closest("[data-open=unassigned]")) go({ ...view, theme: "unassigned" }, true);
  });
  addEventListener("popstate", () => show(readView(location, text.days)));
  addEventListener("hashchange", () => show(readView(location, text.days)));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => {
    const values = Object.fromEntries(dimensions.map((name) => [name, field(name).value])) as View["values"];
    go({ ...view, values, days: Number(field("days").value), q: field("q").value }, false);
  });
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    field("q").value = "";
    const values = Object.fromEntries(dimensions.map((name) => [name, ""])) as View["values"];
    go({ ...view, values, days: text.days, q: "" }, false);
  });
  form
    .querySelector("[data-copy]")
    ?.addEventListener("click", ({ currentTarget }) => void copy(currentTarget as HTMLElement));
  form.querySelector("[data-csv]")?.addEventListener("click", () => {
    if (file && counts) saveCsv(file, counts, text);
  });

  say(view.theme || isFiltered(view, text.days) ? text.loading : "");
  if (text.pages[view.theme] !== undefined) openTheme();
  try {
    const response = await fetch(page.dataset.explorer ?? "");
    if (!response.ok) throw new Error(String(response.status));
    file = openClauses(decodeColumns(await response.arrayBuffer()));
  } catch {
    say(text.failed);
    return;
  }
  find = openSearch(file.clauses);
  rows = openRows(page, text, new Map(file.facts.themes.map(({ id }, i) => [id, i + 1])));
  count();
  if (view.theme === "unassigned" || (view.theme && !dialog.open)) openTheme();
  else renewClauses();
  form.hidden = false;
  for (const button of page.querySelectorAll<HTMLElement>("[data-open]")) button.hidden = false;
  page.dataset.ready = "";
  performance.mark("explorer-ready");
}

async function copy(button: HTMLElement): Promise<void> {
  const before = button.textContent;
  await navigator.clipboard?.writeText(location.href).catch(() => undefined);
  button.textContent = button.dataset.done ?? before;
  setTimeout(() => {
    button.textContent = before;
  }, 1500);
}

/** The list as it is filtered, for a spreadsheet. */
function saveCsv(file: Clauses, counts: Tally, text: ExplorerText): void {
  const parents = new Set(file.facts.themes.map(({ parent }) => parent));
  const lines = file.facts.themes.flatMap(({ id, zh, parent }, i) => {
    const x = counts.byTheme[i + 1] ?? 0;
    if (x === 0 || parents.has(i + 1)) return [];
    const share = x < text.few ? null : shareOf(x, counts.texts);
    const named = parent === 0 ? "" : (file.facts.themes[parent - 1]?.zh ?? "");
    return [[id, zh, named, x, counts.texts, share?.v ?? null, share?.lo ?? null, share?.hi ?? null]];
  });
  const link = make("a");
  link.href = URL.createObjectURL(new Blob([csv(text.columns, lines)], { type: "text/csv" }));
  link.download = text.file;
  link.click();
  URL.revokeObjectURL(link.href);
}
