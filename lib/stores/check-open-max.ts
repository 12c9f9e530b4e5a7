import { storeFailed } from "./store-failed.ts";

/** Refuses a bound that bounds nothing, or everything. Throws `store-failed`. */
export function checkOpenMax(openMax: number | undefined): void {
  if (openMax === undefined || (Number.isSafeInteger(openMax) && openMax >= 1)) return;
  throw storeFailed(`openMax: a whole number from 1 on, not ${openMax}`);
}
