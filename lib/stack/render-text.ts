const REFERENCE = /\benv:([A-Za-z_]\w*)/g;

/** Writes the references of a text in another form: `write` is given the name of the variable. */
export function renderText(text: string, write: (name: string) => string): string {
  return text.replace(REFERENCE, (_whole, name: string) => write(name));
}

/** The same for every text within a value. */
export function renderValue(value: unknown, write: (name: string) => string): unknown {
  if (typeof value === "string") return renderText(value, write);
  if (Array.isArray(value)) return value.map((part) => renderValue(part, write));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, renderValue(part, write)]));
}

/** Names of the variables that a value refers to, in order, each once. */
export function referencesIn(value: unknown): readonly string[] {
  const names: string[] = [];
  renderValue(value, (name) => {
    names.push(name);
    return name;
  });
  return [...new Set(names)];
}

/** A reference in the form that osls resolves; it stops at a variable that is not set. */
export function oslsReference(name: string): string {
  return `$\{env:${name}}`;
}

/**
 * A reference that osls fills with a mark where the variable is not set. serverless.yml is read whole for every command,
 * and most of them need few variables; the plugin of the provider `huawei` refuses marks in what a command uses. Never
 * for the provider `aws`, where nobody would notice the mark.
 */
export function markedReference(name: string): string {
  return `$\{env:${name}, 'unset(env:${name})'}`;
}
