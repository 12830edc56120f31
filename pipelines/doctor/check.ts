/** One thing looked at. `advice` says what to do where it is not well. */
export interface Check {
  name: string;
  ok: boolean;
  found: string;
  advice?: string;
}
