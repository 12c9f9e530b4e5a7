import { OF_TEAM } from "../core/hours/hours-book.ts";
import type { Sections } from "./sections.ts";
import type { FilePlace } from "./strict-file.ts";

/** The calendars that a config names, each once, with the first place that names it. */
export function calendarPlaces({ policies, teams }: Sections): readonly FilePlace[] {
  const places = [
    ...teams.map(({ name, file }) => ({ path: ["teams", name, "calendar"], file: file.calendar })),
    ...policies.map(({ name, file }) => ({
      path: ["policies", name, "hours", "calendar"],
      file:
        typeof file.hours === "object" && file.hours.calendar !== OF_TEAM ? file.hours.calendar : undefined,
    })),
  ];
  const named = places.flatMap(({ path, file }) => (file === undefined ? [] : [{ path, file }]));
  return [...new Map(named.toReversed().map((place) => [place.file, place])).values()].toReversed();
}
