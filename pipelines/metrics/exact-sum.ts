/** Type of fractions whose sums are exact, hence the same in whatever order the rows come: twelve decimals, 26 digits before them. */
export const exact = "DECIMAL(38, 12)";

/** A sum of small fractions, to eighteen decimals, that is the same in whatever order they come; `over` makes it a window's. */
export const exactSum = (fraction: string, over = ""): string =>
  `CAST(SUM(CAST(${fraction} AS DECIMAL(38, 18)))${over && ` OVER ${over}`} AS DOUBLE)`;
