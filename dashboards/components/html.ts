/** Markup that is already safe. Everything else put into `html` is escaped, so no text of a customer can become markup. */
export class Html {
  readonly markup: string;
  constructor(markup: string) {
    this.markup = markup;
  }
  toString(): string {
    return this.markup;
  }
}

type Content = Html | string | number | null | undefined | false | readonly Content[];

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

export const escapeText = (text: string): string => text.replace(/[&<>"']/g, (c) => entities[c] ?? c);

function markup(content: Content): string {
  if (content === null || content === undefined || content === false) return "";
  if (content instanceof Html) return content.markup;
  if (Array.isArray(content)) return content.map(markup).join("");
  return escapeText(String(content));
}

/** Template of markup; strings and numbers are escaped, lists are joined, null and false vanish. */
export function html(strings: TemplateStringsArray, ...values: Content[]): Html {
  return new Html(strings.reduce((text, part, i) => text + markup(values[i - 1]) + part));
}

export const nothing = new Html("");

/** An attribute value holding JSON for the client. */
export const json = (value: unknown): string => JSON.stringify(value);
