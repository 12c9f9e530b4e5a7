/** Under this name the links of warnings are taken in. The link itself is the permission, for that machine alone. */
export const LINK_SOURCE = "link";

/** Under this name Curfew's own meter gives alerts. */
export const BUDGETS_SOURCE = "budgets";

/** Names that Curfew's own events carry: no sender can have one, or its word would count for more than it is worth. */
export const BUILT_IN_SOURCES: readonly string[] = [
  ...["clock", "cli", "inbox", LINK_SOURCE, "cloud-eye", "cts", BUDGETS_SOURCE],
];
