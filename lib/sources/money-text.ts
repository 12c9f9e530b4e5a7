/** An amount as clouds print it: `$1,012.34`, `-€5`, `1000`, `CN¥ 3.20`. */
const AMOUNT = /^([+-]?) ?(US\$|CN¥|[$€£¥]|[A-Z]{3})? ?(\d{1,3}(?:,\d{3})+|\d{1,15})(\.\d{1,9})?$/;

/** What a sign says; `¥` alone is two currencies, so it says nothing. */
const CURRENCIES: Readonly<Record<string, string>> = {
  $: "USD",
  US$: "USD",
  "€": "EUR",
  "£": "GBP",
  "CN¥": "CNY",
};

/** An amount and its currency, where the sign tells it. */
export interface Money {
  readonly amount: number;
  readonly currency: string | null;
}

/** Reads an amount; `null` for anything that is not exactly one, because a guessed amount would be a guessed threshold. */
export function moneyOf(value: unknown): Money | null {
  if (typeof value === "number") return Number.isFinite(value) ? { amount: value, currency: null } : null;
  const match = typeof value === "string" ? AMOUNT.exec(value.trim()) : null;
  if (!match) return null;
  const [, sign, symbol = "", whole = "", rest = ""] = match;
  const amount = Number(`${sign}${whole.replaceAll(",", "")}${rest}`);
  return { amount, currency: /^[A-Z]{3}$/.test(symbol) ? symbol : (CURRENCIES[symbol] ?? null) };
}
