const SECRET_KEY = /password|secret|access_key|user_data/i;

function hidden(key: string, value: unknown): unknown {
  if (key === "file" && typeof value === "string") return `${value.length} characters of base64`;
  if (key === "user_data" && typeof value === "string") return { names: namesIn(value) };
  if (SECRET_KEY.test(key)) return "***";
  if (Array.isArray(value)) return value.map((item) => hidden("", item));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, hidden(name, item)]));
}

function namesIn(text: string): readonly string[] {
  try {
    return Object.keys(JSON.parse(text));
  } catch {
    return [];
  }
}

/** A body as the journal keeps it: of code its length, of an environment the names, of secrets nothing. */
export function hiddenBody(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return null;
  try {
    return hidden("", JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return { omitted: "not JSON" };
  }
}
