import { beforeAll, describe, expect, it } from "vitest";
import { CHECKS } from "../crash/judge-crashes.ts";
import { playCrashes } from "../crash/play-crashes.ts";
import { buildIfStale, COMMAND } from "./support/built-command.ts";

const BUILD_MS_MAX = 120_000;
const PLAY_MS_MAX = 90_000;

/** A server that is killed while it starts, beside one that is killed while a call is under way. */
const SEED = 23;

beforeAll(buildIfStale, BUILD_MS_MAX);

describe("two servers on one store that are killed", () => {
  it(
    "do nothing twice, lose nothing, and leave a log that the cloud agrees with",
    async () => {
      const result = await playCrashes({
        ...{ seed: SEED, kills: 2, stores: 1, speed: 2_000, settleMs: 500 },
        script: COMMAND,
      });
      expect(result.violations).toEqual(Object.fromEntries(Object.keys(CHECKS).map((name) => [name, []])));
      expect(result.kills).toBeGreaterThanOrEqual(2);
      // Without events and effects the checks would have looked at nothing.
      expect(result.figures.events).toBeGreaterThan(0);
      expect(result.figures.effects).toBeGreaterThan(0);
      expect(result.figures.unknown).toBe(0);
    },
    PLAY_MS_MAX,
  );
});
