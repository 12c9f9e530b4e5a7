import type { Language } from "../../domain/chat.ts";
import type { Notice, NoticeButton } from "../../domain/notice.ts";
import { type Fit, fitText, oneLine } from "./fit-text.ts";
import type { LinkedNotice, NoticeLink } from "./linked-notice.ts";

/** What a platform takes in one message. */
export interface Form extends Omit<Fit, "max"> {
  /** Size of all titles and texts together, escaped. */
  readonly sizeMax: number;
  readonly titleMax: number;
  /** Size of one passage, its title included. Default: as much as the whole. */
  readonly passageMax?: number;
  /** Notices that get a passage of their own; of the rest only their number is told. */
  readonly passagesMax: number;
  /** Buttons of one passage. Default: none. */
  readonly buttonsMax?: number;
  /** Whether a button can carry this command. Default: every one. */
  readonly carries?: (command: string) => boolean;
}

/** One notice, cut and escaped for a platform. */
export interface Passage {
  readonly kind: Notice["kind"];
  readonly language: Language;
  readonly title: string;
  /** Lines below the title; commands that no button carries stand at their end. */
  readonly text: string;
  readonly buttons: readonly NoticeButton[];
  /** Never cut, and not in the text; their labels are escaped. */
  readonly links: readonly NoticeLink[];
}

const MORE: Readonly<Record<Language, (count: number) => string>> = {
  en: (count) => `… and ${count} more`,
  zh: (count) => `……还有 ${count} 条`,
};

/** A button as people read it where there are none: what it says, and what to write instead of pressing it. */
const INSTEAD: Readonly<Record<Language, (label: string, command: string) => string>> = {
  en: (label, command) => `${label}: write "${command}"`,
  zh: (label, command) => `${label}：发送“${command}”`,
};

/** Said where a platform has no room for all that people are to agree to: they agree to all of it. */
const NOT_ALL: Readonly<Record<Language, (run: string) => string>> = {
  en: (run) => `This is not all of it. All: curfew approve ${run}`,
  zh: (run) => `此处未显示全部内容。查看全部：curfew approve ${run}`,
};

/** Characters that are written between a title, its text and the next passage. */
const BETWEEN = 4;

interface Parted {
  readonly buttons: readonly NoticeButton[];
  readonly written: readonly string[];
}

/** Buttons that the platform can have, and the others written out. The same command stands there once. */
function part({ buttons, language }: Notice, { buttonsMax = 0, carries = () => true }: Form): Parted {
  const own = buttons.filter(
    ({ command }, index) => buttons.findIndex((other) => other.command === command) === index,
  );
  const pressed = own.filter(({ command }) => carries(command)).slice(0, buttonsMax);
  const rest = own.filter((button) => !pressed.includes(button));
  return {
    buttons: pressed.map((button) => ({ ...button, label: oneLine(button.label) || "…" })),
    written: rest.map(({ label, command }) => INSTEAD[language](oneLine(label), oneLine(command))),
  };
}

/** Size of a link as it is written, its label escaped. */
function linkSize({ label, url }: NoticeLink, form: Form): number {
  return sizeIn(label, form) + url.length + BETWEEN;
}

/** Links, as many as half of the passage holds: half a link leads nowhere. */
function linksOf({ links = [] }: LinkedNotice, form: Form, share: number): readonly NoticeLink[] {
  const fits: NoticeLink[] = [];
  let left = Math.floor(share / 2);
  for (const { label, url } of links) {
    const link = { label: fitText(oneLine(label) || "…", { ...form, max: 80 }), url };
    left -= linkSize(link, form);
    if (left < 0) break;
    fits.push(link);
  }
  return fits;
}

/** What a notice says of itself being cut: nothing, unless somebody is to agree to it. */
function cutWords({ kind, buttons, language, run }: LinkedNotice): string {
  const isAsked = kind === "approval" && buttons.length > 0;
  return isAsked && run !== null ? NOT_ALL[language](oneLine(run)) : "";
}

/** The lines of a notice, cut where there is no room for them. */
function textOf(notice: LinkedNotice, form: Form, room: number): string {
  const text = notice.lines
    .map(oneLine)
    .filter((line) => line !== "")
    .join("\n");
  const cut = (part: string, max: number) => fitText(part, { ...form, max: Math.max(0, max) });
  const whole = cut(text, Number.POSITIVE_INFINITY);
  if (sizeIn(whole, form) <= room) return whole;
  const rest = cut(cutWords(notice), room);
  const part = cut(text, rest === "" ? room : room - sizeIn(rest, form) - 1);
  return [part, rest].filter((piece) => piece !== "").join("\n");
}

function passageOf(notice: LinkedNotice, form: Form, share: number): Passage {
  const { buttons, written } = part(notice, form);
  const cut = (text: string, max: number) => fitText(text, { ...form, max });
  const title = cut(oneLine(notice.title) || "…", Math.min(form.titleMax, Math.floor(share / 4)));
  // What can be done about it is not cut off by a long list of what has happened.
  const commands = cut(written.join("\n"), Math.floor(share / 4));
  const links = linksOf(notice, form, share);
  const linked = links.reduce((sum, link) => sum + linkSize(link, form), 0);
  const room = share - sizeIn(title, form) - sizeIn(commands, form) - linked - BETWEEN;
  const text = textOf(notice, form, room);
  return {
    ...{ kind: notice.kind, language: notice.language, title, buttons, links },
    text: [text, commands].filter((part) => part !== "").join("\n"),
  };
}

function sizeIn(text: string, { unit }: Form): number {
  return unit === "bytes" ? Buffer.byteLength(text, "utf8") : text.length;
}

/** Notices as passages of one message, within the platform's limits; `more` tells of those that have none. */
export function passagesOf(
  notices: readonly LinkedNotice[],
  form: Form,
): { readonly passages: readonly Passage[]; readonly more: string | null } {
  const shown = notices.slice(0, form.passagesMax);
  const left = notices.length - shown.length;
  const share = Math.min(
    form.passageMax ?? form.sizeMax,
    Math.floor((form.sizeMax - 32) / Math.max(1, shown.length)),
  );
  return {
    passages: shown.map((notice) => passageOf(notice, form, share)),
    more: left === 0 ? null : MORE[notices[0]?.language ?? "en"](left),
  };
}

/** How a notice is coloured where there are colours. */
export function toneOf(kind: Notice["kind"]): "bad" | "doubtful" | "good" | "plain" {
  if (kind === "failed") return "bad";
  if (["unknown", "still-running", "warning", "approval", "budget"].includes(kind)) return "doubtful";
  return kind === "done" || kind === "stopped" ? "good" : "plain";
}
