import type { Terminal } from "./terminal.ts";

/** Whoever types, as the shell names them; `undefined` where it does not. */
export function shellUser({ env }: Pick<Terminal, "env">): string | undefined {
  return ["USER", "LOGNAME", "USERNAME"].map((name) => env(name)?.trim()).find((name) => name);
}
