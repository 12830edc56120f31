import { join } from "node:path";

/** A labelled set: where it is, its columns, those to mask, and how many rows at most. */
export interface SharedSet {
  name: string;
  file: string;
  text: string;
  label: string;
  mask: string;
  most?: number;
}

/** The labelled sets of a folder of shared data. */
export function sharedSets(folder: string): SharedSet[] {
  const set = (name: string, file: string, text = "t", label = "l", mask = "", most?: number): SharedSet => ({
    name,
    file: join(folder, "datasets", file),
    text,
    label,
    mask,
    ...(most === undefined ? {} : { most }),
  });
  return [
    set("utterances", "themes_smp2019.jsonl.gz"),
    set("Midea tags", "themes_meidi.jsonl.gz"),
    set("news titles", "themes_tnews.jsonl.gz"),
    set("city complaints", "themes_taidi2.jsonl.gz"),
    set("laptop themes", "jd_laptop_clause_themes_train.csv", "clause", "theme_l1"),
    set("laptop sub-themes", "jd_laptop_clause_themes_train.csv", "clause", "theme_l2"),
    set("water heaters", "jd_aspect_segments_midea_waterheater.csv.gz", "segment", "aspect", "brand,model", 8000),
    set("repair faults", "openrepair_fault_gold.csv", "problem", "fault_type", "brand"),
    set("shop categories", "online_shopping_10_cats.csv.gz", "review", "cat", "", 6000),
  ];
}

/** Figures of other tools on the same sets (design of the theme engine): BERTopic 0.17.4 with its own k, sklearn's best per metric at the true k. */
export const publishedFigures: Readonly<Record<string, { bertopic: number; sklearn?: { nmi: number; ari: number } }>> =
  {
    utterances: { bertopic: 0.62, sklearn: { nmi: 0.605, ari: 0.426 } },
    "Midea tags": { bertopic: 0.328, sklearn: { nmi: 0.36, ari: 0.265 } },
    "news titles": { bertopic: 0.174 },
    "city complaints": { bertopic: 0.484 },
  };
