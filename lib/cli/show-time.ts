function two(number: number): string {
  return String(number).padStart(2, "0");
}

/** Local time for people, with UTC beside it where there is room: `2026-11-21 14:05:09 (13:05 UTC)`. */
export function showTime(
  at: string | number,
  options: { readonly utc?: boolean; readonly date?: boolean } = {},
): string {
  const date = new Date(at);
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  const utc = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())} UTC`;
  return [options.date === false ? "" : day, time, options.utc === false ? "" : `(${utc})`]
    .filter(Boolean)
    .join(" ");
}
