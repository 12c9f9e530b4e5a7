/** Yields numbers in [0, 1); injected so that a run can be repeated exactly. */
export type Random = () => number;

/** `digits` random hexadecimal digits. */
export function randomHex(random: Random, digits: number): string {
  let text = "";
  while (text.length < digits) text += Math.floor(random() * 16).toString(16);
  return text;
}

/** Random UUID of version 4 in lower case, which satisfies the pattern of the DevServer pages. */
export function randomUuid(random: Random): string {
  return uuidFrom(randomHex(random, 32));
}

/** Turns 32 hexadecimal digits into a UUID by setting the version and variant digits. */
export function uuidFrom(hex: string): string {
  const variant = "89ab"[Number.parseInt(hex[16] ?? "0", 16) % 4];
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}

/** Id of an old development environment: `DE-` and a UUID whose version digit is 1, as in the samples. */
export function randomLegacyId(random: Random): string {
  const uuid = randomUuid(random);
  return `DE-${uuid.slice(0, 14)}1${uuid.slice(15)}`;
}

/** Order id of a yearly/monthly purchase, `CS` and 15 digits or capitals (pattern of the create page). */
export function randomOrderId(random: Random): string {
  return `CS${randomHex(random, 15).toUpperCase()}`;
}
