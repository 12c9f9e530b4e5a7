const FORMAT = { minimumFractionDigits: 2, maximumFractionDigits: 2 } as const;

/** Money for people: `10,512.00 EUR`. The same in every locale, so that it can be searched for. */
export function showAmount(amount: number, currency: string | null): string {
  const text = amount.toLocaleString("en-US", FORMAT);
  return currency === null ? text : `${text} ${currency}`;
}

/** Where the prices come from, to stand beside a sum; nothing where no money is shown. */
export function showSource(source: string | null): readonly string[] {
  return source === null ? [] : [`prices: ${source}`];
}

/** `1 machine`, `2 machines`. */
export function showCount(count: number, noun: string, plural = `${noun}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? noun : plural}`;
}
