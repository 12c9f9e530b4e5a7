/** Most problems that one check tells of; the rest is counted. */
export const PROBLEMS_MAX = 100;

/** Collects what is wrong, with a limit, so that a destroyed log does not fill the memory. */
export interface Findings {
  readonly add: (problem: string) => void;
  readonly list: () => readonly string[];
}

/** An empty collection. */
export function createFindings(): Findings {
  const problems: string[] = [];
  const beyond = { count: 0 };
  return {
    add: (problem) => {
      if (problems.length < PROBLEMS_MAX) problems.push(problem);
      else beyond.count += 1;
    },
    list: () => (beyond.count === 0 ? problems : [...problems, `and ${beyond.count} more problems`]),
  };
}
