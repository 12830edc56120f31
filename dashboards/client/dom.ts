/** An element with a class and what is in it; strings become text, never markup. */
export function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  className = "",
  ...content: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...content);
  return element;
}

/** Fills the places of a template of the dictionary. */
export const fill = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);

export const int = (n: number): string => n.toLocaleString("en");
export const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;
