/** Operations that the form proposes, in the order it shows them. */
export const operations = ["split", "merge", "rename", "pin", "lock"] as const;
export type OperationKind = (typeof operations)[number];

/** What people filled in. */
export interface Proposal {
  kind: OperationKind;
  theme: string;
  part: string;
  words: string;
  into: string;
  zh: string;
  en: string;
  text: string;
  clause: string;
  target: string;
  author: string;
  reason: string;
}

/** Words between commas of either width or spaces. */
export const wordList = (text: string): string[] => [...new Set(text.split(/[\s,，、]+/).filter(Boolean))];

// A JSON string is a YAML string too, whatever is in it.
const quote = (text: string): string => JSON.stringify(text.trim());

/** The body of an operation as curation.yaml takes it; null while something is missing. */
function body({ kind, theme, ...given }: Proposal): string[] | null {
  switch (kind) {
    case "split": {
      const words = wordList(given.words);
      if (!given.part.trim() || words.length === 0) return null;
      return [
        `theme: ${theme}`,
        "parts:",
        `  - zh: ${quote(given.part)}`,
        `    words: [${words.map(quote).join(", ")}]`,
      ];
    }
    case "merge":
      if (!/^[\w-]+$/.test(given.into.trim()) || given.into.trim() === theme) return null;
      return [`themes: [${theme}]`, `into: ${given.into.trim()}`];
    case "rename": {
      const names = (["zh", "en"] as const).flatMap((key) =>
        given[key].trim() ? [`${key}: ${quote(given[key])}`] : [],
      );
      return names.length === 0 ? null : [`theme: ${theme}`, ...names];
    }
    case "pin":
      if (!/^(feedback|ticket|rating):/.test(given.text.trim()) || !/^\d+$/.test(given.clause.trim())) return null;
      if (!/^[\w-]+$/.test(given.target.trim())) return null;
      return [
        `theme: ${given.target.trim()}`,
        `text_id: ${quote(given.text)}`,
        `clause_index: ${Number(given.clause)}`,
      ];
    case "lock":
      return [`theme: ${theme}`];
  }
}

/** The operation as one item for curation.yaml; null while something is missing. `date` is YYYY-MM-DD, `mark` makes the id its own. */
export function patchOf(proposal: Proposal, date: string, mark: string): string | null {
  const lines = body(proposal);
  if (lines === null || !proposal.author.trim() || !proposal.reason.trim()) return null;
  return [
    `- id: ${proposal.kind}-${date.replaceAll("-", "")}-${mark}`,
    `  author: ${quote(proposal.author)}`,
    `  date: ${date}`,
    `  reason: ${quote(proposal.reason)}`,
    `  ${proposal.kind}:`,
    ...lines.map((line) => `    ${line}`),
    "",
  ].join("\n");
}
