import type { CommandEntry } from "./command-entry.ts";
import { ACT_COMMANDS } from "./command-groups/act-commands.ts";
import { PROVE_COMMANDS } from "./command-groups/prove-commands.ts";
import { RUN_COMMANDS } from "./command-groups/run-commands.ts";
import { SEE_COMMANDS } from "./command-groups/see-commands.ts";
import { SHIP_COMMANDS } from "./command-groups/ship-commands.ts";
import { TRY_COMMANDS } from "./command-groups/try-commands.ts";

/** Every command, in the order of the help. */
export const COMMANDS: readonly CommandEntry[] = [
  ...TRY_COMMANDS,
  ...PROVE_COMMANDS,
  ...RUN_COMMANDS,
  ...SEE_COMMANDS,
  ...ACT_COMMANDS,
  ...SHIP_COMMANDS,
];
