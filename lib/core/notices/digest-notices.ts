import * as z from "zod";
import { groupBy } from "../../domain/group-by.ts";
import type { Notice } from "../../domain/notice.ts";
import type { StatusEntry } from "../../domain/status.ts";
import { localTime } from "../chat/local-time.ts";
import { ENDING_KINDS } from "../ending/ending.ts";
import { channels, teamChannels, teamOfPerson, zoneOf } from "./addresses.ts";
import { TEAM_LANGUAGE, TITLES } from "./team-words.ts";
import type { TellingContext, Told } from "./told.ts";

const LINES_MAX = 30;

const EndingDetails = z.object({
  kind: z.enum(ENDING_KINDS),
  owner: z.string().nullable(),
  name: z.string(),
  endsAt: z.string(),
  text: z.string(),
});

const Details = z.object({
  week: z.string(),
  endings: z.array(z.unknown()).catch([]),
  more: z.number().catch(0),
});

/** The week of a digest; `null` for an entry that is none. */
export function digestWeek(entry: StatusEntry | undefined): string | null {
  return Details.safeParse(entry?.details).data?.week ?? null;
}

/** What ends within the week, team by team. A week in which nothing ends is told to nobody. */
export function digestNotices(entry: StatusEntry, { config, nowMs }: TellingContext): readonly Told[] {
  const details = Details.safeParse(entry.details).data;
  if (!details) return [];
  const endings = details.endings.flatMap((one) => EndingDetails.safeParse(one).data ?? []);
  const teams = groupBy(endings, ({ owner }) => teamOfPerson(owner, config));
  return [...teams].map(([team, own]): Told => {
    const zone = zoneOf(team, config);
    const lines = own.slice(0, LINES_MAX).map(({ kind, owner, name, endsAt, text }) => {
      const when = localTime(Date.parse(endsAt), { zone, language: TEAM_LANGUAGE, nowMs });
      return `${when}: ${kind} ${name}${owner === null ? "" : ` (${owner})`}: ${text}`;
    });
    const rest = own.length - lines.length;
    const notice: Notice = {
      ...{ kind: "digest", language: TEAM_LANGUAGE, buttons: [], run: entry.run },
      title: TITLES.digest(own.length, details.week),
      lines: rest > 0 ? [...lines, TITLES.more(rest)] : lines,
      facts: { week: details.week, count: own.length, endings: own.slice(0, 50) },
    };
    return { notice, to: channels(teamChannels(team, config)), urgent: false };
  });
}
