import type { Notice, NoticeButton } from "../../domain/notice.ts";
import { signLink } from "../../signing/action-link.ts";
import type { LinkedNotice, NoticeLink } from "./linked-notice.ts";

/** Where links lead, and what signs them. */
export interface LinkMaker {
  /** Where Curfew's endpoint is seen from outside, without a slash at its end. */
  readonly publicUrl: string;
  readonly key: string;
}

/** What a link may stand for: putting off a pending stop. Everything else needs to know who asks. */
const EXTEND = /^extend ([^\s"']+) (\d{1,4}[mhd])$/;

function linkOf(
  { label, command }: NoticeButton,
  expiresMs: number,
  { publicUrl, key }: LinkMaker,
): readonly NoticeLink[] {
  const [, resource, span] = EXTEND.exec(command) ?? [];
  if (resource === undefined || span === undefined) return [];
  const token = signLink({ resource, for: span, expiresMs }, key);
  return [{ label, url: `${publicUrl}/webhooks/link/${token}` }];
}

/**
 * Warnings with a link instead of each button that puts a stop off, for channels that have no buttons. The link holds until
 * the stop: afterwards there is nothing to put off.
 */
export function withLinks(notices: readonly Notice[], maker: LinkMaker): readonly LinkedNotice[] {
  return notices.map((notice) => {
    const stopAtMs = Date.parse(String(notice.facts["stopAt"]));
    if (notice.kind !== "warning" || Number.isNaN(stopAtMs)) return notice;
    const links = notice.buttons.flatMap((button) => linkOf(button, stopAtMs, maker));
    if (links.length === 0) return notice;
    return { ...notice, links, buttons: [] };
  });
}
