import type { Intake } from "../../compose/function-intake.ts";
import { errorText } from "./error-text.ts";

/** Whom a call tells. */
export interface CallLog {
  readonly log: (line: Readonly<Record<string, unknown>>) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Asks for the work to go on; what cannot be asked for comes with the next tick. */
export async function askToGoOn(host: Pick<Intake, "goOn">, { log }: CallLog): Promise<void> {
  try {
    await host.goOn();
  } catch (error) {
    log({ what: "not gone on with before the next tick", error: errorText(error) });
  }
}
