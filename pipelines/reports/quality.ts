import { listed } from "../../dashboards/components/theme-list.ts";
import { csv } from "../../dashboards/csv.ts";
import type { Published } from "../../dashboards/published.ts";

const columns = [
  "theme_id",
  "label_zh",
  "label_en",
  "kind",
  "status",
  "texts_total",
  "window_since",
  "window_until",
  "texts",
  "texts_of",
  "share",
  "share_lo",
  "share_hi",
  "verdict",
  "danger_texts",
] as const;

/** The themes of the window as a table, for who works on them with tools of their own. */
export function qualityTable({ themes }: Published): { rows: number; text: string } {
  const { list, since, until } = themes;
  const rows = listed(list).map((theme) => {
    const { x, n, lo, hi } = theme.share;
    const { theme_id, label_zh, label_en, kind, status, total, verdict, dangers } = theme;
    const share = n === 0 ? null : x / n;
    return [theme_id, label_zh, label_en, kind, status, total, since, until, x, n, share, lo, hi, verdict, dangers];
  });
  return { rows: rows.length, text: csv(columns, rows) };
}
