import { stringify } from "yaml";
import { coverageBy } from "../../transforms/themes/coverage.ts";
import { route, survivorOf } from "../../transforms/themes/curation.ts";
import { placeWordings } from "../../transforms/themes/identity.ts";
import { nameThemes } from "../../transforms/themes/names.ts";
import { mergesOf, splitOf } from "../../transforms/themes/proposals.ts";
import type { Embedder } from "../../transforms/themes/vectoriser.ts";
import type { Engine } from "../engines/engine.ts";
import { writeWhole } from "../files.ts";
import { readLexicon } from "../text/lexicon.ts";
import type { Workspace } from "../workspace.ts";
import { readLast } from "./last.ts";

/** File of the workspace in which the engine proposes; people copy what they like into curation.yaml. */
export const proposalsFile = "proposals.yaml";

/** An operation as curation.yaml takes it, but for who decides; the reason is what the engine saw. */
export interface Proposal {
  id: string;
  reason: string;
  merge?: { themes: string[]; into: string };
  split?: { theme: string; parts: { zh: string; words: string[] }[] };
  rename?: { theme: string; zh: string; en: string };
}

const most = 2000;
/** A name stays that fits so much of what another would. */
const fits = 0.5;

/** What the engine would change, from near centroids, shared texts, two heaps in one theme, and names that no longer fit. Writes proposals.yaml. */
export async function propose(engine: Engine, workspace: Workspace, embedder?: Embedder): Promise<Proposal[]> {
  const { themes, curation, wordings } = await readLast(engine, workspace, embedder);
  const { seen, places, ids } = themes;
  const { place } = await placeWordings(wordings.tokens, seen, places);
  const given = Array.from(place, (at) => (at < 0 ? null : (ids[at] as string)));
  const routed = route(wordings.tokens, given, curation.routes, new Map());
  const isOpen = (id: string) => {
    const theme = curation.themes.get(id);
    return theme !== undefined && !theme.is_locked && theme.merged_into === null && theme.retired_on === null;
  };
  const dims = await engine.query<{
    theme_id: string;
    label_zh: string;
    label_en: string;
    n: number;
    is_curated: boolean;
  }>("SELECT theme_id, label_zh, label_en, n, is_curated FROM dim_themes WHERE NOT is_parent");
  const dim = new Map(dims.map((row) => [row.theme_id, row]));
  const labelOf = (id: string) => dim.get(id)?.label_zh ?? id;
  const sizeOf = (id: string) => dim.get(id)?.n ?? 0;
  const found: Proposal[] = [];
  const paired = new Set<string>();
  const merge = (one: string, other: string, reason: string) => {
    const [a, b] = [survivorOf(curation.themes, one), survivorOf(curation.themes, other)];
    const [into, from] = sizeOf(a) > sizeOf(b) || (sizeOf(a) === sizeOf(b) && a < b) ? [a, b] : [b, a];
    const id = `merge-${from}-${into}`.toLowerCase();
    if (a === b || paired.has(id) || !isOpen(a) || !isOpen(b)) return;
    paired.add(id);
    found.push({ id, reason: `${labelOf(from)} / ${labelOf(into)}: ${reason}`, merge: { themes: [from], into } });
  };
  for (const { a, b, likeness } of mergesOf(places.anchors.centroids, places.anchors.d)) {
    merge(ids[a] as string, ids[b] as string, `centroids alike by ${likeness.toFixed(2)}`);
  }
  const overlaps = await engine.query<{ theme_id: string; other_id: string; texts: number }>(
    `SELECT o.theme_id, o.other_id, o.texts FROM mart_theme_overlaps AS o
     JOIN dim_themes AS a ON o.theme_id = a.theme_id JOIN dim_themes AS b ON o.other_id = b.theme_id
     WHERE o.theme_id < o.other_id AND o.texts >= 20 AND o.texts >= 0.7 * least(a.n, b.n) ORDER BY ALL`,
  );
  for (const { theme_id, other_id, texts } of overlaps) merge(theme_id, other_id, `${texts} texts in both`);
  for (const id of [...new Set(routed.theme)].filter((one) => one !== null).sort()) {
    if (!isOpen(id)) continue;
    const rows = [...routed.theme.keys()].filter((i) => routed.theme[i] === id).slice(0, most);
    const tokens = rows.map((i) => wordings.tokens[i] as readonly string[]);
    const split = splitOf(await seen.vectors(tokens), seen.d, tokens);
    if (split === undefined) continue;
    const words = [...split.words];
    const share = `${Math.round(split.share * 100)} % of its wordings stand apart`;
    found.push({
      id: `split-${id}`.toLowerCase(),
      reason: `${labelOf(id)}: two heaps (${split.bimodality.toFixed(2)}), ${share}`,
      split: { theme: id, parts: [{ zh: words.slice(0, 2).join(" · "), words }] },
    });
  }
  found.push(...(await renames()));
  const text = found.length === 0 ? "" : stringify(found, { lineWidth: 0 });
  await writeWhole(workspace.path(proposalsFile), `${heading}${text}`);
  return found;

  /** Names that fit much less of their themes than what the engine would call them now. */
  async function renames(): Promise<Proposal[]> {
    const order = dims
      .filter(({ theme_id, is_curated }) => !is_curated && isOpen(theme_id))
      .map(({ theme_id }) => theme_id);
    const numbers = new Map(order.map((id, i) => [id, i]));
    const labels = Int32Array.from(routed.theme, (id) => numbers.get(id ?? "") ?? -1);
    const clauses = { ...wordings, labels };
    const lexicon = await readLexicon();
    const names = nameThemes(clauses, order.length, lexicon, curation.banned);
    const coverage = coverageBy(clauses, lexicon);
    const rows = order.map(() => [] as number[]);
    for (const [i, label] of labels.entries()) rows[label]?.push(i);
    return order.flatMap((theme, i) => {
      const { zh = "", en = "" } = names[i] ?? {};
      const [now, then] = [coverage(labelOf(theme), rows[i] ?? []), coverage(zh, rows[i] ?? [])];
      if (zh === labelOf(theme) || now >= fits * then) return [];
      const share = (of: number) => `${Math.round(100 * of)} %`;
      const reason = `${labelOf(theme)}: ${share(now)} of its texts bear a word of it, of ${zh} ${share(then)}`;
      return [{ id: `rename-${theme}`.toLowerCase(), reason, rename: { theme, zh, en } }];
    });
  }
}

const heading = `# Written by huiyin themes propose, and again each time. Copy what is right into curation.yaml and add author and date.\n`;
