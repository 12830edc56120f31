const characters = new Intl.Segmenter("zh", { granularity: "grapheme" });

export const byteLength = (text: string): number => Buffer.byteLength(text);

/** The text, or its longest beginning of whole characters that, with `tail` after it, has at most `limit` bytes of UTF-8. */
export function cutBytes(text: string, limit: number, tail = "…"): string {
  if (byteLength(text) <= limit) return text;
  let left = limit - byteLength(tail);
  let end = 0;
  for (const { segment, index } of characters.segment(text)) {
    left -= byteLength(segment);
    if (left < 0) break;
    end = index + segment.length;
  }
  return text.slice(0, end) + tail;
}
