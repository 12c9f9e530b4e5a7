import { storeFailed } from "../store-failed.ts";

/** A statement whose parameters have numbers, and the name of each. */
export interface Numbered {
  readonly sql: string;
  /** Puts the parameters of a record in the order of their numbers. Throws `store-failed` when one is absent. */
  readonly values: (parameters: object) => readonly unknown[];
}

/**
 * Turns the named parameters of a statement into numbered ones. The driver binds an array quicker than a record, and
 * from a record it takes an absent parameter as NULL without a word.
 */
export function numberParameters(sql: string): Numbered {
  const names: string[] = [];
  const numbered = sql.replace(/:([a-z_]+)/g, (_, name: string) => {
    if (!names.includes(name)) names.push(name);
    return `?${names.indexOf(name) + 1}`;
  });
  return {
    sql: numbered,
    values: (parameters) => {
      const given = parameters as Readonly<Record<string, unknown>>;
      return names.map((name) => {
        const value = given[name];
        if (value === undefined) throw storeFailed(`a statement was run without its parameter ${name}`);
        return value;
      });
    },
  };
}
