import { type Dimension, dimensions } from "./tally.ts";

/** What the explorer shows: its address, read and written. */
export interface View {
  values: Readonly<Record<Dimension, string>>;
  days: number;
  q: string;
  /** The open theme's id, `unassigned`, or nothing. */
  theme: string;
}

/** Reads an address; what it does not say is any value and the usual period. */
export function readView({ search, hash }: { search: string; hash: string }, days: number): View {
  const given = new URLSearchParams(search);
  const asked = Number(given.get("days"));
  const id = decoded(hash.slice(1));
  return {
    values: Object.fromEntries(dimensions.map((name) => [name, given.get(name) ?? ""])) as Record<Dimension, string>,
    days: Number.isInteger(asked) && asked > 0 ? asked : days,
    q: given.get("q") ?? "",
    theme: /^[\w-]+$/.test(id) && id !== "how" ? id : "",
  };
}

/** What an address says, or nothing where its escapes mean nothing. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

/** The address of a view, relative to its page. */
export function addressOf(view: View, path: string, days: number): string {
  const given = new URLSearchParams();
  for (const name of dimensions) if (view.values[name]) given.set(name, view.values[name]);
  if (view.days !== days) given.set("days", String(view.days));
  if (view.q.trim()) given.set("q", view.q.trim());
  const query = given.toString();
  return `${path}${query ? `?${query}` : ""}${view.theme ? `#${view.theme}` : ""}`;
}

/** Whether anything but the open theme is set. */
export const isFiltered = (view: View, days: number): boolean =>
  view.days !== days || view.q.trim() !== "" || dimensions.some((name) => view.values[name] !== "");
