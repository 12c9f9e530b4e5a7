/** How a text is measured and written on a platform. */
export interface Fit {
  readonly max: number;
  /** What `max` counts, after escaping: UTF-16 units, or bytes of UTF-8. Default: units. */
  readonly unit?: "chars" | "bytes";
  /** Writes one character so that it means only itself. Default: as it is. */
  readonly written?: (character: string) => string;
}

const ELLIPSIS = "…";

function sizeOf(text: string, unit: Fit["unit"]): number {
  return unit === "bytes" ? Buffer.byteLength(text, "utf8") : text.length;
}

/**
 * Escapes a text and cuts it where it would grow beyond its limit, with "…" at its end. No character and no escape is
 * ever cut in two.
 */
export function fitText(
  text: string,
  { max, unit = "chars", written = (character) => character }: Fit,
): string {
  const pieces: { readonly text: string; readonly end: number }[] = [];
  let size = 0;
  for (const character of text) {
    const piece = written(character);
    size += sizeOf(piece, unit);
    if (size > max) {
      const room = max - sizeOf(ELLIPSIS, unit);
      const kept = pieces.filter(({ end }) => end <= room).map((one) => one.text);
      return room < 0 ? "" : `${kept.join("")}${ELLIPSIS}`;
    }
    pieces.push({ text: piece, end: size });
  }
  return pieces.map((one) => one.text).join("");
}

/** Characters that steer a terminal, a line or the direction of what follows. */
const STEERING = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/** One line without anything that steers how the rest is shown, and without halves of characters. */
export function oneLine(text: string): string {
  return text
    .replace(/\p{Cs}/gu, "\ufffd")
    .replace(STEERING, " ")
    .trim();
}
