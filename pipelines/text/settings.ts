/** How texts are read; a pipeline may set it, and HUIYIN_SEGMENTER goes before it. */
export interface TextSettings {
  /** node-rs, wasm or nodejieba; without one node-rs, or wasm where its binary is missing. */
  segmenter?: string | undefined;
  /** Values of source_system whose texts are written with the words of Taiwan. */
  taiwan?: readonly string[] | undefined;
  /** Threads beside the main one; by default as the machine and the number of texts allow. */
  workers?: number | undefined;
}

/** Environment variable that chooses the segmenter. */
export const segmenterVariable = "HUIYIN_SEGMENTER";
