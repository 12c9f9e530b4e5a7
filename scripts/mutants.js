/** Mutants that survive on purpose. */
export const EXPLAINED = [];
