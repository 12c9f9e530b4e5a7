import { randomBytes } from "node:crypto";
import type { Ids } from "../ports/clock.ts";

const TIME_DIGITS = 9;

/** Ids that sort by time: nine digits of milliseconds in base 36, which last until the year 5188, and 40 random bits. */
export const randomIds: Ids = {
  run: (nowMs) => `r${nowMs.toString(36).padStart(TIME_DIGITS, "0")}${randomBytes(5).toString("hex")}`,
  call: () => `c${randomBytes(8).toString("hex")}`,
};
