import { it } from "vitest";
import { playSound } from "./play-sound.ts";

// Beside the first hundred, so that two processors have something to do.
it("keeps every promise in a hundred more histories", async () => {
  await playSound({ from: 101, count: 100 });
}, 180_000);
