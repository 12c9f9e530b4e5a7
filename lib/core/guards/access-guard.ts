import type { Guard } from "./guard.ts";

/** Who asked may not do this here: whatever else stands in the way is nobody's business then. */
export const accessGuard: Guard = ({ access }) =>
  access === undefined || access.ok ? undefined : { reason: "not-permitted", text: access.text };
