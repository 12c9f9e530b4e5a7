import { parseWindows } from "../core/hours/parse-windows.ts";
import type { Window } from "../core/hours/window.ts";
import type { ConfigPath, Finding } from "./diagnostic.ts";
import type { HoursFile } from "./file-hours.ts";

/** Keys under which windows stand. */
export const WINDOW_KEYS = ["off", "on", "within"] as const;

/** Windows as they were written, with their place. */
export interface WrittenWindows {
  readonly path: ConfigPath;
  readonly text: string;
  readonly windows: readonly Window[];
}

/** The windows of a policy that can be read, and what is wrong with the others. */
export interface ReadWindows {
  readonly written: readonly WrittenWindows[];
  readonly findings: readonly Finding[];
}

/** `Mon, Wed 20:00-07:00`: the whole Monday, although the times were most likely meant for both. */
function checkBareDay({ path, text, windows }: WrittenWindows): readonly Finding[] {
  return windows.flatMap((window, index) => {
    const next = windows[index + 1];
    const [day] = window.days;
    const bare = window.time === null && day?.kind === "weekdays" && day.days.length === 1;
    if (!bare || !next?.time || window.days.length > 1) return [];
    const name = text.slice(window.offset, next.offset).replace(/\s*,\s*$/, "");
    const together = `${name} ${text.slice(next.offset).split(",")[0]?.trim()}`;
    return [
      {
        path,
        offset: window.offset,
        severity: "warning" as const,
        message: `${name} stands alone, so the whole day is meant`,
        hint: `if its times are those that follow, write ${together}; if not, write ${name} 00:00-24:00`,
      },
    ];
  });
}

/** Reads all windows of a policy's hours. */
export function readWindows(hours: string | HoursFile, path: ConfigPath): ReadWindows {
  const texts =
    typeof hours === "string"
      ? [{ path, text: hours }]
      : WINDOW_KEYS.flatMap((key) => {
          const text = hours[key];
          return text === undefined ? [] : [{ path: [...path, key], text }];
        });
  const written: WrittenWindows[] = [];
  const findings: Finding[] = [];
  for (const entry of texts) {
    const parsed = parseWindows(entry.text);
    if (parsed.ok) written.push({ ...entry, windows: parsed.windows });
    else {
      const { message, offset, hint } = parsed;
      findings.push({ path: entry.path, offset, message, hint });
    }
  }
  return { written, findings: [...findings, ...written.flatMap(checkBareDay)] };
}
