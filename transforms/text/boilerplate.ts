import type { Span } from "./clauses.ts";
import type { Boilerplate } from "./lexicon.ts";

/** What in a text nobody wrote for the occasion. */
export interface BoilerplateFinding {
  /** The whole text says nothing of its own. */
  isWhole: boolean;
  flags: string[];
  /** Stretches to leave out: prompt heads, closing words, canned sentences. */
  spans: Span[];
}

/** What each action of the lexicon means: a flag, and whether the text or only the stretch goes. */
const actions: Record<string, { flag: string; goes: "text" | "stretch" | "nothing" }> = {
  drop_from_themes: { flag: "default_text", goes: "text" },
  count_only: { flag: "quick_tag", goes: "text" },
  link_or_drop: { flag: "pointer", goes: "text" },
  map_to_status: { flag: "contact_result", goes: "text" },
  map_to_event: { flag: "work_order_note", goes: "stretch" },
  mark_outcome_text: { flag: "work_order_note", goes: "text" },
  extract_component: { flag: "work_order_note", goes: "nothing" },
  mark_untested: { flag: "not_used_yet", goes: "nothing" },
  mark_filler: { flag: "filler", goes: "stretch" },
  mark_spam: { flag: "spam", goes: "text" },
  reply_not_fix: { flag: "canned_reply", goes: "stretch" },
  strip: { flag: "canned_words", goes: "stretch" },
  drop: { flag: "canned_words", goes: "stretch" },
  strip_prefix: { flag: "prompt_head", goes: "stretch" },
  strip_suffix: { flag: "canned_words", goes: "stretch" },
};

/** Default texts are short; a longer text that begins like one goes on to say something. */
const longestDefault = 40;

export function boilerplateFinder(boilerplate: readonly Boilerplate[]): (text: string) => BoilerplateFinding {
  const parts = boilerplate.map(({ pattern, action }) => {
    const known = actions[action];
    if (known === undefined) throw new Error(`The lexicon's boilerplate has the unknown action "${action}".`);
    return { ...known, pattern, isAnchored: pattern.source.startsWith("^") && pattern.source.endsWith("$") };
  });
  const wholes = parts.filter(({ isAnchored }) => isAnchored);
  const inside = parts.filter(({ isAnchored }) => !isAnchored);
  const anyInside = new RegExp(inside.map(({ pattern }) => `(?:${withoutGroups(pattern.source)})`).join("|"), "u");
  return (text) => {
    const finding: BoilerplateFinding = { isWhole: false, flags: [], spans: [] };
    const tested = [...(text.length <= longestDefault ? wholes : []), ...(anyInside.test(text) ? inside : [])];
    for (const { pattern, flag, goes } of tested) {
      const matches = [...text.matchAll(pattern)];
      if (matches.length === 0) continue;
      if (!finding.flags.includes(flag)) finding.flags.push(flag);
      if (goes === "text") finding.isWhole = true;
      if (goes !== "stretch") continue;
      for (const match of matches) finding.spans.push({ start: match.index, end: match.index + match[0].length });
    }
    return finding;
  };
}

/** Back references would count groups of the other patterns too; none of the patterns inside a text has one. */
const withoutGroups = (source: string): string => source.replace(/\((?!\?)/g, "(?:");
