// What every benchmark shares: turns in one process, medians, and a table.

/** The middle of some figures. */
export function median(figures) {
  const sorted = [...figures].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Runs contestants in turns, so that a busy moment of the machine meets all of them, and answers the median rate of
 * each. `work(n)` does n operations.
 */
export async function inTurns(contestants, { rounds, operations }) {
  const rates = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
  for (const work of Object.values(contestants)) await work(Math.ceil(operations / 4));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, work] of Object.entries(contestants)) {
      const started = process.hrtime.bigint();
      await work(operations);
      rates[name].push(operations / (Number(process.hrtime.bigint() - started) / 1e9));
    }
  }
  return Object.fromEntries(Object.entries(rates).map(([name, figures]) => [name, median(figures)]));
}

/** Rates as rows; `ratio` is Curfew's figure divided by the row's. */
export function rowsOf(bench, name, rates) {
  return Object.entries(rates).map(([who, rate]) => ({
    bench,
    case: name,
    name: who,
    perSecond: Math.round(rate),
    ratio: Number((rates.curfew / rate).toFixed(2)),
  }));
}
