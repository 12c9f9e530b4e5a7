import { it } from "vitest";
import { playSound } from "./play-sound.ts";

// Beside the first fifty, so that two processors have something to do.
it("keeps every promise in fifty more histories", async () => {
  await playSound({ from: 51, count: 50 });
}, 180_000);
