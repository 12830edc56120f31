import { bare } from "./bare.ts";
import type { Lang } from "./published.ts";
import { en } from "./words/en.ts";
import { type Words, zh } from "./words/zh.ts";

export type { Words } from "./words/zh.ts";

/** The one dictionary: no page has a string of its own, and none glues grammar together. */
export const words: Readonly<Record<Lang, Words>> = bare({ zh, en });
