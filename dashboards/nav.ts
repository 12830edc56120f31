/** Whose pages they are, in the order of the navigation. */
export const navGroups = ["executive", "operations", "quality", "product", "data"] as const;
export type NavGroup = (typeof navGroups)[number];
