/** The value behind JSON text, `undefined` when it is none. The parser's error quotes its input, so it goes nowhere. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
