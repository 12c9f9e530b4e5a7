import { linkMakerOf } from "../../compose/link-maker.ts";
import type { ReadVariable } from "../../compose/references.ts";
import { hostOf } from "../../config/store-host.ts";
import { channelsIn } from "../../core/notices/tells-anybody.ts";
import type { Config } from "../../domain/config.ts";
import { type Finding, fine, problem, warning, wordsOf } from "./finding.ts";

const SUBJECT = "links";

/** Slack has buttons of its own, and programs have the facts; everybody else could only be given a link. */
const NEEDS_NO_LINK = /^(?:slack|webhook):/;

function firstOf(names: readonly string[]): string {
  const [first = "", second] = names;
  return second === undefined ? first : `${first} and ${names.length - 1} more`;
}

/** What is lost where there are no links: only where somebody is warned who cannot press anything. */
function withoutLinks(config: Config): readonly Finding[] {
  const warners = config.policies.filter(({ warnMs }) => warnMs.length > 0).map(({ name }) => name);
  const channels = channelsIn(config).filter((channel) => !NEEDS_NO_LINK.test(channel));
  // Functions neither make nor take links.
  if (warners.length === 0 || channels.length === 0 || hostOf(config) !== "node") return [];
  const lost = `warnings of ${firstOf(warners)} reach ${firstOf(channels)} without anything to press`;
  return [
    warning(
      SUBJECT,
      `${lost}: CURFEW_LINK_KEY and CURFEW_PUBLIC_URL are not set, so only a chat and curfew extend put a stop off`,
      "set both where curfew serve runs: a key from openssl rand -hex 32, and its https address",
    ),
  ];
}

/** Where links lead that would be opened by nobody, or by nobody else. */
function surpriseOf(publicUrl: string): Finding | undefined {
  const { protocol, pathname } = new URL(publicUrl);
  if (protocol === "http:") {
    const text = `links in warnings lead to ${publicUrl}, which only this computer can open`;
    return warning(SUBJECT, text, "set CURFEW_PUBLIC_URL to the https address that the warned can reach");
  }
  if (pathname === "/") return undefined;
  const path = pathname.slice(0, 80);
  return warning(
    SUBJECT,
    `links in warnings lead to ${path}/webhooks/link/…, and curfew serve answers /webhooks/link/… alone`,
    `leave ${path} out of CURFEW_PUBLIC_URL, or see that what stands in front takes it away`,
  );
}

/** Whether warnings can carry a link that puts a stop off, and where it leads. Nothing is called. */
export function checkLinks(config: Config, env: ReadVariable): readonly Finding[] {
  try {
    const maker = linkMakerOf(env);
    if (maker === undefined) return withoutLinks(config);
    const surprise = surpriseOf(maker.publicUrl);
    return [surprise ?? fine(SUBJECT, `links in warnings lead to ${maker.publicUrl}/webhooks/link/…`)];
  } catch (error) {
    const text = `${wordsOf(error)}; nothing starts like this`;
    return [problem(SUBJECT, text, "set CURFEW_LINK_KEY and CURFEW_PUBLIC_URL both, or neither")];
  }
}
