import * as z from "zod";
import { LINK_NAME_CHARS_MAX } from "../../domain/action-link.ts";
import type { Notice, NoticeButton } from "../../domain/notice.ts";
import { signLink } from "../../signing/action-link.ts";
import { oneLine } from "./fit-text.ts";
import type { LinkedNotice, NoticeLink } from "./linked-notice.ts";

/** Where links lead, and what signs them. */
export interface LinkMaker {
  /** Where Curfew's endpoint is seen from outside, without a slash at its end. */
  readonly publicUrl: string;
  readonly key: string;
}

/** What a link may stand for: putting off a pending stop. Everything else needs to know who asks. */
const EXTEND = /^extend ([^\s"']+) (\d{1,4}[mhd])$/;

/** What programs read of a warning's machines. */
const Machine = z.object({ resource: z.string(), name: z.string(), stopAt: z.string().optional() });
const Machines = z.array(Machine).catch([]);
type Machine = z.infer<typeof Machine>;

function machineIn({ facts }: Notice, resource: string): Machine | undefined {
  return Machines.parse(facts["machines"]).find((machine) => machine.resource === resource);
}

/** The name of the machine, as long as a link can carry it: the reference stands beside it. */
function nameOf(machine: Machine | undefined): string | undefined {
  const name = [...oneLine(machine?.name ?? "")];
  if (name.length === 0) return undefined;
  const isLong = name.length > LINK_NAME_CHARS_MAX;
  return isLong ? `${name.slice(0, LINK_NAME_CHARS_MAX - 1).join("")}…` : name.join("");
}

interface Making extends LinkOptions {
  readonly maker: LinkMaker;
}

/** When the stop of a machine is due; of one that does not say, the earliest stop of the warning. `NaN`: nobody knows. */
function stopMsOf(machine: Machine | undefined, { facts }: Notice): number {
  return Date.parse(machine?.stopAt ?? String(facts["stopAt"]));
}

function linkOf(
  { label, command }: NoticeButton,
  notice: Notice,
  { maker, names = true }: Making,
): readonly NoticeLink[] {
  const [, resource, span] = EXTEND.exec(command) ?? [];
  if (resource === undefined || span === undefined) return [];
  const machine = machineIn(notice, resource);
  const expiresMs = stopMsOf(machine, notice);
  if (Number.isNaN(expiresMs)) return [];
  const name = names ? nameOf(machine) : undefined;
  const link = { resource, for: span, expiresMs, ...(name !== undefined && { name }) };
  return [{ label, url: `${maker.publicUrl}/webhooks/link/${signLink(link, maker.key)}` }];
}

/** How links are made. */
export interface LinkOptions {
  /** Whether a link carries its machine's name for the page behind it, which makes it longer. Default: yes. */
  readonly names?: boolean;
}

/**
 * Warnings with a link instead of each button that puts a stop off, for channels that have no buttons. A link holds until
 * the stop of its own machine: afterwards there is nothing to put off.
 */
export function withLinks(
  notices: readonly Notice[],
  maker: LinkMaker,
  options: LinkOptions = {},
): readonly LinkedNotice[] {
  return notices.map((notice) => {
    if (notice.kind !== "warning") return notice;
    const making = { ...options, maker };
    const links = notice.buttons.flatMap((button) => linkOf(button, notice, making));
    if (links.length === 0) return notice;
    return { ...notice, links, buttons: [] };
  });
}
