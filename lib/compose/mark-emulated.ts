import type { Config } from "../domain/config.ts";
import { isLoopback } from "../domain/is-loopback.ts";
import type { Notice } from "../domain/notice.ts";
import type { Messenger } from "../ports/messenger.ts";
import { type ReadVariable, resolveReference } from "./references.ts";

/** Stands before every title, which all channels show first, an e-mail as its subject. */
const MARKS: Readonly<Record<Notice["language"], string>> = { en: "EMULATED CLOUD: ", zh: "模拟云：" };

/** Longest title of a notice. */
const TITLE_CHARS_MAX = 300;

/**
 * Whether no target can be a real cloud, since the endpoint of each is on this computer: none answers there, as what it would
 * have to answer is signed for another host. A mixture is taken for real.
 */
export function isEmulated({ targets }: Pick<Config, "targets">, env: ReadVariable): boolean {
  return targets.every(({ endpoint }) => {
    const url = endpoint === null ? "" : resolveReference(endpoint, env);
    return URL.canParse(url) && isLoopback(new URL(url).hostname);
  });
}

/** One notice, marked. */
export function markNotice(notice: Notice): Notice {
  const title = `${MARKS[notice.language]}${notice.title}`.slice(0, TITLE_CHARS_MAX);
  return { ...notice, title, facts: { ...notice.facts, emulated: true } };
}

/**
 * A messenger whose messages say at their beginning that the cloud is emulated: a channel is read by people who did not start
 * the trial, and a stop that never happened must not be taken for one.
 */
export function markEmulated(messenger: Messenger): Messenger {
  return { send: (message) => messenger.send({ ...message, notices: message.notices.map(markNotice) }) };
}
