/** How texts are read. */
export interface TextSettings {
  /** own, node-rs, wasm or nodejieba; without one our own. HUIYIN_SEGMENTER goes before it. */
  segmenter?: string;
  /** Values of source_system whose texts are written with the words of Taiwan. */
  taiwan?: readonly string[];
}

/** Environment variable that chooses the segmenter. */
export const segmenterVariable = "HUIYIN_SEGMENTER";

/** The pipeline's settings with what the environment says; undefined where nothing differs from the default. */
export function textSettings(
  settings: TextSettings,
  variables: Readonly<Record<string, string | undefined>>,
): TextSettings | undefined {
  const segmenter = variables[segmenterVariable] ?? settings.segmenter;
  const taiwan = [...(settings.taiwan ?? [])].sort();
  if (segmenter === undefined && taiwan.length === 0) return undefined;
  return { ...(segmenter === undefined ? {} : { segmenter }), ...(taiwan.length === 0 ? {} : { taiwan }) };
}
