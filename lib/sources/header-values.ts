/** Headers as an adapter hands them over: names in any case, repeated ones as a list. */
export type InboundHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Longest header value that is looked at; a list of signatures is a few hundred characters. */
const VALUE_CHARS_MAX = 8_192;

/** Every value of a header, the name in lower case, without the blanks around it and without empty ones. */
export function headerValues(headers: InboundHeaders, name: string): readonly string[] {
  return Object.entries(headers)
    .filter(([key]) => key.toLowerCase() === name)
    .flatMap(([, value]) => value ?? [])
    .filter((value) => value.length <= VALUE_CHARS_MAX)
    .map((value) => value.trim())
    .filter((value) => value !== "");
}

/** The value of a header that may stand there once; a repeated one is ambiguous and counts as missing. */
export function headerValue(headers: InboundHeaders, name: string): string | null {
  const [first, second] = headerValues(headers, name);
  return first !== undefined && second === undefined ? first : null;
}
