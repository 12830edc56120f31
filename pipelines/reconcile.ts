/** The counts of a load that tell what became of a source's rows; a LoadRecord has them. */
interface Counts {
  quarantined: number;
  filtered: number;
  superseded: number;
  unchanged?: number;
  kept?: number;
  told?: number;
  marked?: number;
  complete?: true;
}

/**
 * Rows that are not accounted for, given the loads of one file as one entity, oldest first, and the rows its source counts:
 * above 0 where the source holds more than landed or was set aside, below 0 where more landed than it still holds.
 * What was set aside is known since the last load that had every row; the same row set aside twice counts twice.
 */
export function unaccounted(loads: readonly Counts[], held: number): number {
  const newest = loads.at(-1);
  if (newest?.kept === undefined) return 0;
  // A row that says its key is gone is held, and is no row that is there.
  const there = held - (newest.marked ?? 0);
  if (newest.kept > there) return there - newest.kept;
  const since = loads.slice(loads.findLastIndex(({ complete }) => complete === true));
  const aside = since.reduce((sum, load) => sum + setAside(load), 0);
  return Math.max(0, there - newest.kept - aside);
}

const setAside = ({ quarantined, filtered, superseded, unchanged = 0, told = 0 }: Counts) =>
  quarantined + filtered + superseded - unchanged - told;
