import { listSeparator } from "../../transforms/text/columns.ts";
import { residualShare } from "../../transforms/themes/assign.ts";
import { conceptReader } from "../../transforms/themes/concepts.ts";
import { route } from "../../transforms/themes/curation.ts";
import { isWeak } from "../../transforms/themes/evidence.ts";
import { placeWordings } from "../../transforms/themes/identity.ts";
import { nearest } from "../../transforms/themes/nearest.ts";
import { pValue } from "../../transforms/themes/residual.ts";
import type { Engine } from "../engines/engine.ts";
import { chainId } from "../text/chain-id.ts";
import { readLexicon } from "../text/lexicon.ts";
import { openChain } from "../text/open-chain.ts";
import { openSegmenter } from "../text/segmenters.ts";
import { openTextStore } from "../text/store.ts";
import type { Workspace } from "../workspace.ts";
import type { LastThemes } from "./last.ts";
import { ownWords } from "./state.ts";

/** Why a clause is in a theme, or in none. */
export interface Explained {
  clause: string;
  theme_id: string | null;
  label_zh: string | null;
  label_en: string | null;
  reason: "assigned" | "residual" | "emerging" | "curated" | "weak" | "no_words";
  /** Words that speak for the theme. */
  evidence: string[];
  /** Product with the nearest theme and what that theme asks for. */
  score: number | null;
  threshold: number | null;
  /** Lead over the runner-up and what the theme asks for. */
  margin: number | null;
  least_margin: number | null;
  nearest_id: string | null;
  runner_up_id: string | null;
  runner_up_score: number | null;
  /** Share of normal clauses that look as strange, and the share that is too strange to be assigned. */
  p: number | null;
  least_p: number;
}

/** Sends a text through the chain that texts of a run go through, and says of each clause which theme it gets and why. */
export async function explainText(
  engine: Engine,
  workspace: Workspace,
  { state, themes, curation }: LastThemes,
  text: string,
): Promise<Explained[]> {
  const store = await openTextStore(engine, workspace, await chainId(await openSegmenter()));
  const masked = await store.masked();
  const chain = await openChain({ segmenter: undefined, taiwan: [], masked });
  const { clauses } = chain({ texts: [text], known: [[]], categories: [null], sources: [null] });
  const list = (cell: string | undefined) => (cell ? cell.split(listSeparator) : []);
  const withConcepts = conceptReader(await readLexicon());
  const tokens = clauses.tokens.map((words, i) =>
    withConcepts(
      list(words),
      [...new Set([...list(clauses.symptom_ids[i]), ...list(clauses.situation_ids[i])])].sort(),
    ),
  );
  const { seen, places, ids } = themes;
  const { anchors, gate } = places;
  const placement = await placeWordings(tokens, seen, places);
  const vectors = await seen.vectors(tokens);
  const known = seen.known(tokens);
  const { score } = nearest(vectors, anchors.centroids, anchors.d);
  const given = Array.from(placement.place, (at) => (at < 0 ? null : (ids[at] as string)));
  const routed = route(tokens, given, curation.routes, new Map());
  const words = await termsOf(engine);
  const own = ownWords(state, curation.banned);
  const labels = await labelsOf(engine);
  const emerging = new Set(
    state.themes.filter((one) => one.profile !== null && one.lasted_at === null).map(({ id }) => id),
  );
  return tokens.map((list, i) => {
    const retired = curation.themes.get(routed.theme[i] ?? "")?.retired_on ?? null;
    const routedTo = retired === null ? (routed.theme[i] ?? null) : null;
    const isFixed = routed.isChosen[i] === 1 || retired !== null || emerging.has(routedTo ?? "");
    const isLoose =
      routedTo !== null && !isFixed && isWeak(list, score[i] as number, own.get(given[i] ?? "") ?? new Set());
    const theme = isLoose ? null : routedTo;
    const at = placement.nearest[i] as number;
    const next = placement.runnerUp[i] as number;
    const isEmpty = list.length === 0;
    return {
      clause: clauses.clause[i] as string,
      theme_id: theme,
      label_zh: labels.get(theme ?? "")?.zh ?? null,
      label_en: labels.get(theme ?? "")?.en ?? null,
      reason: isEmpty
        ? "no_words"
        : isLoose
          ? "weak"
          : routed.isCurated[i] === 1 || retired !== null
            ? "curated"
            : theme === null
              ? "residual"
              : emerging.has(theme)
                ? "emerging"
                : "assigned",
      evidence: list.filter((word) => theme !== null && words.get(theme)?.has(word)),
      score: isEmpty ? null : rounded(score[i] as number),
      threshold: at < 0 ? null : rounded(anchors.thresholds[at] as number),
      margin: isEmpty ? null : rounded(placement.margin[i] as number),
      least_margin: at < 0 ? null : rounded(anchors.margins[at] as number),
      nearest_id: at < 0 ? null : (ids[at] ?? null),
      runner_up_id: ids[next] ?? null,
      runner_up_score: next < 0 ? null : rounded((placement.score[i] as number) - (placement.margin[i] as number)),
      p: isEmpty ? null : rounded(pValue(gate, { similarity: score, known }, i)),
      least_p: residualShare,
    };
  });
}

const rounded = (value: number) => Math.round(value * 1000) / 1000;

async function termsOf(engine: Engine): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const read = await engine.columns<{ theme_id: string[]; term: string[] }>(
    "SELECT theme_id, term FROM mart_theme_terms",
  );
  const words = new Map<string, Set<string>>();
  for (const [i, id] of read.theme_id.entries()) {
    const own = words.get(id) ?? new Set();
    words.set(id, own);
    for (const word of (read.term[i] as string).split(" ")) own.add(word);
  }
  return words;
}

async function labelsOf(engine: Engine): Promise<ReadonlyMap<string, { zh: string; en: string }>> {
  const rows = await engine.query<{ theme_id: string; label_zh: string; label_en: string }>(
    "SELECT theme_id, label_zh, label_en FROM dim_themes",
  );
  return new Map(rows.map(({ theme_id, label_zh, label_en }) => [theme_id, { zh: label_zh, en: label_en }]));
}
