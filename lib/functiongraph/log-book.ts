/** Everything a function printed, up to a limit. */
export interface LogBook {
  add(line: string): void;
  /** The lines since the last time. */
  take(): string[];
}

/** The platform keeps at most so much of an initialisation; here it bounds every call. */
const CHARACTERS_MAX = 10_485_760;

/** Keeps lines until somebody takes them; what is above the limit is counted instead. */
export function makeLogBook(charactersMax: number = CHARACTERS_MAX): LogBook {
  let lines: string[] = [];
  let characters = 0;
  let dropped = 0;
  return {
    add: (line) => {
      if (characters + line.length > charactersMax) {
        dropped += 1;
        return;
      }
      characters += line.length;
      lines.push(line);
    },
    take: () => {
      const taken = dropped > 0 ? [...lines, `(${dropped} more lines are left out)`] : lines;
      lines = [];
      characters = 0;
      dropped = 0;
      return taken;
    },
  };
}
