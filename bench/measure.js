// What every benchmark shares: turns in one process, medians, and a table.

/** The middle of some figures. */
export function median(figures) {
  const sorted = [...figures].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Runs contestants in turns, so that a busy moment of the machine meets all of them, and who begins changes from round
 * to round. `work(n)` does n operations. Answers the median rate of each, and the median of what Curfew's was beside it.
 */
export async function inTurns(contestants, { rounds, operations }) {
  const works = Object.entries(contestants);
  for (const [, work] of works) await work(Math.ceil(operations / 4));
  const played = [];
  for (let round = 0; round < rounds; round += 1) {
    const rates = {};
    for (const [name, work] of round % 2 === 0 ? works : works.toReversed()) {
      const started = process.hrtime.bigint();
      await work(operations);
      rates[name] = operations / (Number(process.hrtime.bigint() - started) / 1e9);
    }
    played.push(rates);
  }
  return works.map(([name]) => ({
    name,
    rate: median(played.map((rates) => rates[name])),
    ratio: median(played.map((rates) => rates.curfew / rates[name])),
  }));
}

/** What {@link inTurns} found as rows; `ratio` is Curfew's figure divided by the row's, the median over the rounds. */
export function rowsOf(bench, title, played) {
  return played.map(({ name, rate, ratio }) => ({
    bench,
    case: title,
    name,
    perSecond: Math.round(rate),
    ratio: Number(ratio.toFixed(2)),
  }));
}
