import { expect, it } from "vitest";
import { nextPause } from "../../../lib/core/next-pause.ts";
import { NOT_PAUSED, type Pause } from "../../../lib/domain/pause.ts";
import { at, NOW } from "../../fixtures/resources.ts";

const FIRE: Pause = { paused: true, why: "fire", by: "ops", at: at(-1_000) };
const asked = (paused: boolean, why: string | null) => ({ paused, why, by: "anna", atMs: NOW });

it.each<readonly [string, Pause | undefined, boolean, string | null, Pause, boolean]>([
  ["a pause is new", NOT_PAUSED, true, "w", { paused: true, why: "w", by: "anna", at: at() }, true],
  ["who paused first stays", FIRE, true, null, FIRE, false],
  [
    "a better reason takes its place",
    FIRE,
    true,
    "flood",
    { ...FIRE, why: "flood", by: "anna", at: at() },
    true,
  ],
  ["a pause is taken back", FIRE, false, null, { paused: false, why: null, by: "anna", at: at() }, true],
  ["nothing is taken back where nothing stands", NOT_PAUSED, false, "w", NOT_PAUSED, false],
  [
    "one that cannot be read is set anew",
    undefined,
    false,
    null,
    { paused: false, why: null, by: "anna", at: at() },
    true,
  ],
])("%s", (_, before, paused, why, pause, changed) => {
  expect(nextPause(before, asked(paused, why))).toEqual({ pause, changed });
});
