import type { RunCommand } from "./command.ts";

/** One option. */
export interface CommandOption {
  readonly flags: string;
  readonly description: string;
  readonly choices?: readonly string[];
}

/** One command. Its code is loaded only when it is called, so that every other one starts fast. */
export interface CommandEntry {
  readonly name: string;
  /** Another name it answers to. */
  readonly alias?: string;
  readonly group: "Try" | "Prove" | "Run" | "See" | "Act" | "Ship";
  readonly summary: string;
  readonly description?: string;
  readonly arguments?: readonly (readonly [flags: string, description: string])[];
  readonly options?: readonly CommandOption[];
  /** Default `true`: takes `--config`. */
  readonly usesConfig?: boolean;
  readonly load: () => Promise<RunCommand>;
}
