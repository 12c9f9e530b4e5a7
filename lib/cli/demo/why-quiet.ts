import type { StatusEntry } from "../../domain/status.ts";

/** Why nothing happens for a while after a kill. */
export interface WhyQuiet {
  readonly text: string;
  /** Whether it is over soon enough to be waited for. */
  readonly bearable: boolean;
}

/** Whether a call was announced and nothing is said of it since. */
function isAnnounced(entries: readonly StatusEntry[], action: string): boolean {
  return entries.findLast((entry) => entry.action === action)?.phase === "submitting";
}

const UNTIL_EXPIRED =
  "that it never happened is certain only when its signature has expired, 17 minutes later, and the demo does not wait for that; play it again";

/**
 * What a killed process has left behind that takes its time, told from the run's entries and from the names of the
 * operations that the cloud received. `null` when there is nothing of the kind.
 */
export function whyQuiet(entries: readonly StatusEntry[], received: readonly string[]): WhyQuiet | null {
  if (!entries.some(({ phase }) => phase === "decided")) {
    return {
      text: "the killed process had begun to decide, so nobody else does for half a minute",
      bearable: true,
    };
  }
  if (isAnnounced(entries, "stop") && !received.includes("StopDevServer")) {
    return {
      text: `killed between writing the stop down and sending it: ${UNTIL_EXPIRED}`,
      bearable: false,
    };
  }
  if (isAnnounced(entries, "reinstall-os") && !received.includes("ReinstallDevServerOS")) {
    return {
      text: `killed between writing the reinstallation down and sending it: ${UNTIL_EXPIRED}`,
      bearable: false,
    };
  }
  return null;
}
