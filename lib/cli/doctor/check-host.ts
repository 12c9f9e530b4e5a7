import { type Finding, fine, problem, warning } from "./finding.ts";

/** The oldest Node.js that is tested, as in package.json. */
export const NODE_FLOOR = [20, 19] as const;

/** Whether this Node.js is new enough. `version` without a `v`, such as `20.19.5`. */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [floorMajor, floorMinor] = NODE_FLOOR;
  if (major > floorMajor || (major === floorMajor && minor >= floorMinor)) {
    return fine("node", `Node.js ${version}`);
  }
  return problem("node", `Node.js ${version} is too old`, `use Node.js ${NODE_FLOOR.join(".")} or newer`);
}

/** Whether the checkpoints of the log are sealed. */
export function checkLogKey(key: string | undefined): Finding {
  if (key === undefined) {
    return warning(
      "log key",
      "CURFEW_LOG_KEY is not set: curfew log --verify cannot know whether somebody who can write to the store made the log anew",
      "set it to a long random text, where Curfew runs and nowhere else; keep the heads that --verify prints",
    );
  }
  if (key !== "") return fine("log key", "CURFEW_LOG_KEY is set");
  return problem(
    "log key",
    "CURFEW_LOG_KEY is set and empty, so no store opens",
    "set it to a long random text, or not at all",
  );
}
