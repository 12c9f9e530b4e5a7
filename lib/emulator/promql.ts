/** One condition of a selector, ready to be asked. */
export interface Matcher {
  readonly label: string;
  readonly matches: (value: string) => boolean;
  /** The only values that can match, when the condition names them: they are looked up instead of searched for. */
  readonly values: readonly string[] | null;
}

const METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*/;
const MATCHER = /^\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*(=~|!~|!=|=)\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*(,|$)/;
/** Longest query that is read. */
const QUERY_LENGTH_MAX = 65_536;

/**
 * Reads an instant-vector selector: a metric name, label conditions in braces, or both. That is all of PromQL that a
 * check for idleness needs; functions, operators and ranges are not emulated. Answers what is wrong as text.
 */
export function parseSelector(query: string): readonly Matcher[] | string {
  const text = query.trim();
  if (text.length > QUERY_LENGTH_MAX) return "query too long";
  const name = METRIC.exec(text)?.[0];
  const rest = text.slice(name?.length ?? 0).trim();
  const byName = name === undefined ? [] : [equalTo("__name__", name)];
  if (rest === "") return name === undefined ? "no expression found in input" : byName;
  if (!rest.startsWith("{") || !rest.endsWith("}")) return `unexpected ${JSON.stringify(rest.slice(0, 32))}`;
  const conditions = parseMatchers(rest.slice(1, -1));
  if (typeof conditions === "string") return conditions;
  const all = [...byName, ...conditions];
  return all.length > 0 ? all : "vector selector must contain at least one matcher";
}

function parseMatchers(text: string): readonly Matcher[] | string {
  const matchers: Matcher[] = [];
  let rest = text;
  while (rest.trim() !== "") {
    const found = MATCHER.exec(rest);
    if (!found) return `unexpected ${JSON.stringify(rest.trim().slice(0, 32))} in label matching`;
    const [whole, label = "", operator = "", quoted = ""] = found;
    const matcher = toMatcher(label, operator, unquoted(quoted));
    if (typeof matcher === "string") return matcher;
    matchers.push(matcher);
    rest = rest.slice(whole.length);
  }
  return matchers;
}

function toMatcher(label: string, operator: string, value: string): Matcher | string {
  if (operator === "=") return equalTo(label, value);
  if (operator === "!=") return { label, matches: (other) => other !== value, values: null };
  const values = operator === "=~" ? alternatives(value) : null;
  if (values !== null) {
    // A pattern of hundreds of ids would be tried word by word for every machine.
    const words = new Set(values);
    return { label, matches: (other) => words.has(other), values };
  }
  try {
    // A pattern must match the whole value, as in Prometheus.
    const pattern = new RegExp(`^(?:${value})$`);
    const isWanted = operator === "=~";
    return { label, matches: (other) => pattern.test(other) === isWanted, values: null };
  } catch {
    return `error parsing regexp ${JSON.stringify(value.slice(0, 64))}`;
  }
}

function equalTo(label: string, value: string): Matcher {
  return { label, matches: (other) => other === value, values: [value] };
}

/** The words of a pattern that is nothing but `a|b|c`; `null` for any other pattern. */
function alternatives(pattern: string): readonly string[] | null {
  const inner = /^\((?:\?:)?([^()]*)\)$/.exec(pattern)?.[1] ?? pattern;
  return /^[\w|-]+$/.test(inner) ? inner.split("|") : null;
}

function unquoted(quoted: string): string {
  return quoted.slice(1, -1).replace(/\\(.)/gs, (_, character: string) => {
    return character === "n" ? "\n" : character === "t" ? "\t" : character;
  });
}
