import { type JsonObject, valueAt } from "./json-path.ts";

/** How far two statements of one threshold may differ: senders round. */
const TOLERANCE = 1e-6;
const PERCENT_TEXT = /^(\d{1,5}(?:\.\d{1,9})?) ?%$/;

/** Percent to share, rounded so that 33.3 % is the same number as a 0.333 written elsewhere. */
function ofPercent(percent: number): number {
  return Number((percent / 100).toPrecision(12));
}

function shareOf(field: string, value: unknown): number | null {
  if (typeof value === "number") return field === "percent" ? ofPercent(value) : value;
  const percent = field === "at" && typeof value === "string" ? PERCENT_TEXT.exec(value)?.[1] : undefined;
  return percent === undefined ? null : ofPercent(Number(percent));
}

/**
 * The share of a budget that was crossed: 0.9 for 90 %. Senders say it as `at` (0.9 or "90%"), `thresholdRatio`
 * (0.9) or `percent` (90). Returns words about what is wrong when none does, one is no number, or two disagree:
 * a threshold that is guessed would stop machines at the wrong amount.
 */
export function budgetShare(data: JsonObject): number | string {
  const given = ["at", "thresholdRatio", "percent"].filter((field) => valueAt(data, field) !== undefined);
  const shares = given.map((field) => shareOf(field, data[field]));
  const [first] = shares;
  if (first === undefined) return "data: needs at, thresholdRatio or percent";
  if (first === null || shares.includes(null)) return `data: ${given.join(", ")} must be a number`;
  const agree = shares.every((share) => Math.abs((share ?? 0) - first) <= TOLERANCE);
  return agree ? first : `data: ${given.join(", ")} name different thresholds`;
}
