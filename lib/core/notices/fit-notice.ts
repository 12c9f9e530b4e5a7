import * as z from "zod";
import { LANGUAGES } from "../../domain/chat.ts";
import { NOTICE_KINDS, Notice, type NoticeButton } from "../../domain/notice.ts";
import { TITLES } from "./team-words.ts";

/** What the schema of a notice allows. */
const MAX = { title: 300, line: 1_000, lines: 60, buttons: 10, label: 75, command: 1_000 } as const;

/** Notices that one is split into at most; of lines beyond that only their number is told. */
const PARTS_MAX = 10;

const ELLIPSIS = "…";

/** A notice of whatever size. */
const AnySize = z.object({
  kind: z.enum(NOTICE_KINDS),
  language: z.enum(LANGUAGES),
  title: z.string(),
  lines: z.array(z.string()),
  buttons: z.array(
    z.object({
      label: z.string(),
      command: z.string(),
      style: z.enum(["plain", "primary", "danger"]).catch("plain"),
    }),
  ),
  run: z.string().nullable().catch(null),
  facts: z.record(z.string(), z.unknown()).catch({}),
});
type AnySize = z.infer<typeof AnySize>;

/** Where a text may end that has room for so much: not in the middle of a character, and better at a blank. */
function endOf(text: string, max: number): number {
  if (text.length <= max) return text.length;
  const blank = text.lastIndexOf(" ", max - 1) + 1;
  if (blank > max / 2) return blank;
  const code = text.charCodeAt(max - 1);
  return code >= 0xd800 && code <= 0xdbff ? max - 1 : max;
}

function split(line: string): readonly string[] {
  const parts: string[] = [];
  for (let rest = line; ; ) {
    const end = endOf(rest, MAX.line);
    parts.push(rest.slice(0, end));
    if (end >= rest.length) return parts;
    rest = rest.slice(end);
  }
}

function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const kept = text.slice(0, max - ELLIPSIS.length);
  return `${kept.replace(/[\ud800-\udbff]$/, "")}${ELLIPSIS}`;
}

/** Half a command is another command: one that is too long can only be read. */
function isButton({ command }: NoticeButton, place: number): boolean {
  return place < MAX.buttons && command !== "" && command.length <= MAX.command;
}

function partsOf(lines: readonly string[]): readonly (readonly string[])[] {
  const roomMax = PARTS_MAX * MAX.lines;
  const rest = lines.length - roomMax;
  const shown = rest > 0 ? [...lines.slice(0, roomMax - 1), TITLES.more(rest + 1)] : lines;
  const count = Math.max(1, Math.ceil(shown.length / MAX.lines));
  return Array.from({ length: count }, (_, index) => shown.slice(index * MAX.lines, (index + 1) * MAX.lines));
}

function fitted({ title, lines, buttons, facts, ...same }: AnySize): readonly Notice[] {
  const pressed = buttons.filter(isButton);
  const written = buttons.filter((button) => !pressed.includes(button));
  const parts = partsOf([
    ...(title.length > MAX.title ? split(title) : []),
    ...lines.flatMap(split),
    ...written.flatMap(({ label, command }) => split(`${label}: ${command}`)),
  ]);
  return parts.map((part, index): Notice => {
    const place = parts.length === 1 ? "" : ` (${index + 1}/${parts.length})`;
    const common = { ...same, title: `${cut(title || ELLIPSIS, MAX.title - place.length)}${place}` };
    // What can be done about it, and what programs read, comes once: when all has been said.
    if (index < parts.length - 1)
      return { ...common, lines: [...part], buttons: [], facts: { part: index + 1 } };
    const labelled = pressed.map((button) => {
      return { ...button, label: cut(button.label || button.command, MAX.label) };
    });
    return { ...common, lines: [...part], buttons: labelled, facts };
  });
}

/** Stands in for a notice that nobody can make anything of: people at least learn that there was one. */
function standIn(run: string | null): Notice {
  const lines = run === null ? [] : [TITLES.untoldRun(run)];
  const words = { title: TITLES.untold, lines, buttons: [] };
  return { ...words, kind: "failed", language: "en", run, facts: { untold: true } };
}

/** Whether a notice stands in for another that could not be told. */
export function isStandIn({ facts }: Notice): boolean {
  return facts["untold"] === true;
}

/**
 * A notice as one or several that the schema allows: the only place where notices are made to fit. Long lines are split,
 * many lines become several notices of which the last has the buttons. What is no notice at all is never left out in
 * silence: another stands in for it.
 */
export function fitNotice(raw: unknown, run: string | null = null): readonly Notice[] {
  const fits = Notice.safeParse(raw).data;
  if (fits) return [fits];
  const any = AnySize.safeParse(raw).data;
  return any ? fitted(any) : [standIn(run)];
}
