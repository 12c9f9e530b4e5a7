import { beforeAll, describe, expect, it } from "vitest";
import { CHECKS } from "../crash/judge-crashes.ts";
import { playCrashes } from "../crash/play-crashes.ts";
import { buildIfStale, COMMAND } from "./support/built-command.ts";

const BUILD_MS_MAX = 120_000;
const PLAY_MS_MAX = 90_000;

/** Fixed, so that the handful holds several kinds of kill. `npm run crash` plays hundreds, with seeds of its own. */
const SEED = 23;

beforeAll(buildIfStale, BUILD_MS_MAX);

describe("servers that are killed at any moment", () => {
  it(
    "do nothing twice, lose nothing, and leave a log that the cloud agrees with",
    async () => {
      const result = await playCrashes({
        ...{ seed: SEED, kills: 5, stores: 2, speed: 500, settleMs: 1_000 },
        script: COMMAND,
      });
      expect(result.violations).toEqual(Object.fromEntries(Object.keys(CHECKS).map((name) => [name, []])));
      expect(result.kills).toBeGreaterThanOrEqual(5);
      // Without events and effects the checks would have looked at nothing.
      expect(result.figures.events).toBeGreaterThan(2);
      expect(result.figures.effects).toBeGreaterThan(0);
      expect(result.figures.unknown).toBe(0);
    },
    PLAY_MS_MAX,
  );
});
