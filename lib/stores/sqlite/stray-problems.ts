/** Where an entry stands, and whether its run is there. */
export interface PlaceRow {
  readonly id: number;
  readonly run: string;
  readonly at_ms: number;
  readonly log_ms: number;
  readonly kept: string | null;
}

/**
 * What can be wrong with entries beside their chains: a run that is gone, and a place in time that would hide an
 * entry from a search by time.
 */
export async function* strayProblems(rows: AsyncIterable<PlaceRow>): AsyncGenerator<string> {
  let before = { id: 0, log_ms: Number.NEGATIVE_INFINITY };
  let orphan: string | undefined;
  for await (const row of rows) {
    if (row.kept === null && row.run !== orphan) {
      orphan = row.run;
      yield `run ${row.run}: has entries, but no event`;
    }
    const expected = Math.max(before.log_ms, row.at_ms);
    // An archived entry may have been the later one. A search stays right as long as times do not fall.
    const fits = row.id === before.id + 1 ? row.log_ms === expected : row.log_ms >= expected;
    if (!fits) yield `run ${row.run}: the place in time of its entry in row ${row.id} was changed`;
    before = row;
  }
}
