const DAY_MS = 86_400_000;

/** Days of which a clock remembers the offsets; more than a year of them. */
const DAYS_MAX = 512;

/** Wall clocks of one zone. A wall time is written as if it were UTC, in milliseconds. */
export interface ZoneClock {
  readonly zone: string;
  /** How far the wall clock is ahead of UTC at this instant. */
  offsetMs(atMs: number): number;
  /**
   * When the wall clock shows this. One that daylight saving skips counts as just after the gap; one that comes twice is
   * taken the `first` or the `last` time.
   */
  instantOf(wallMs: number, which: "first" | "last"): number;
}

interface Candidates {
  readonly before: number;
  readonly after: number;
}

/** The instant at which the clock changes, between one before and one after it. */
function changeBetween(clock: Pick<ZoneClock, "offsetMs">, fromMs: number, toMs: number): number {
  const before = clock.offsetMs(fromMs);
  let [early, late] = [fromMs, toMs];
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2);
    if (clock.offsetMs(middle) === before) early = middle;
    else late = middle;
  }
  return late;
}

/** A change of a zone's clock. */
export interface ClockChange {
  readonly atMs: number;
  /** How far the clock is ahead of UTC until then, and from then on. */
  readonly beforeMs: number;
  readonly afterMs: number;
}

/** The changes of a clock after `fromMs` and up to `toMs`. */
export function clockChanges(clock: ZoneClock, fromMs: number, toMs: number): readonly ClockChange[] {
  const changes: ClockChange[] = [];
  for (let early = fromMs; early < toMs; early += DAY_MS) {
    const late = Math.min(early + DAY_MS, toMs);
    const [beforeMs, afterMs] = [clock.offsetMs(early), clock.offsetMs(late)];
    if (beforeMs !== afterMs) changes.push({ atMs: changeBetween(clock, early, late), beforeMs, afterMs });
  }
  return changes;
}

function instantOf(
  clock: Pick<ZoneClock, "offsetMs">,
  wallMs: number,
  { before, after }: Candidates,
  which: "first" | "last",
): number {
  if (before === after) return wallMs - before;
  const real = [wallMs - before, wallMs - after].filter((ms) => ms + clock.offsetMs(ms) === wallMs);
  if (real.length > 0) return which === "first" ? Math.min(...real) : Math.max(...real);
  return changeBetween(clock, wallMs - Math.max(before, after), wallMs - Math.min(before, after));
}

/** Reads the wall clock, as `12/31/2026, 23:59:59`. */
function readerOf(zone: string): (atMs: number) => number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    ...{ year: "numeric", month: "numeric", day: "numeric" },
    ...{ hour: "numeric", minute: "numeric", second: "numeric" },
  });
  return (atMs) => {
    const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] = (
      format.format(atMs).match(/\d+/g) ?? []
    ).map(Number);
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(atMs / 1_000) * 1_000;
  };
}

/**
 * The wall clock of an IANA zone, by what the runtime itself knows of zones. Reading a clock costs a microsecond, so the
 * offsets of each day are remembered: on all but two days of a year its beginning and its end agree. Throws a
 * `RangeError` for a zone that does not exist.
 */
export function createZoneClock(zone: string): ZoneClock {
  const read = readerOf(zone);
  const days = new Map<number, number | null>();
  /** `null`: the clock changes on this day. */
  const ofDay = (day: number): number | null => {
    const known = days.get(day);
    if (known !== undefined) return known;
    if (days.size >= DAYS_MAX) days.clear();
    const first = read(day * DAY_MS);
    const offset = first === read((day + 1) * DAY_MS) ? first : null;
    days.set(day, offset);
    return offset;
  };
  const offsetMs = (atMs: number) => ofDay(Math.floor(atMs / DAY_MS)) ?? read(atMs);
  // No clock is a whole day away from UTC, so a change on the day that is meant lies between these two.
  const candidates = (wallMs: number) => ({
    before: offsetMs(wallMs - DAY_MS),
    after: offsetMs(wallMs + DAY_MS),
  });
  return {
    zone,
    offsetMs,
    instantOf: (wallMs, which) => instantOf({ offsetMs }, wallMs, candidates(wallMs), which),
  };
}
