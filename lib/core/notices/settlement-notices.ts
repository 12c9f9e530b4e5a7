import { type Demand, PlanAsk } from "../../domain/approval.ts";
import type { Notice, NoticeAddress } from "../../domain/notice.ts";
import type { StatusEntry } from "../../domain/status.ts";
import { addressKey, approverAddresses } from "./addresses.ts";
import { isDemand, isPlanChange, isSettlement } from "./is-news.ts";
import { TEAM_LANGUAGE, TITLES } from "./team-words.ts";
import type { RunNews, TellingConfig, TellingContext, Told } from "./told.ts";

/** The questions that a run has put before an entry, the first one coming first. */
function asksBefore({ entries }: RunNews, { seq }: StatusEntry): readonly PlanAsk[] {
  return entries
    .filter((entry) => entry.seq < seq && isDemand(entry))
    .flatMap(({ details }) => PlanAsk.safeParse(details).data ?? []);
}

/** Everybody who was asked to agree, each once. A confirmation was asked of one person, who hears the result anyway. */
function askedChannels(asks: readonly PlanAsk[], config: TellingConfig): readonly NoticeAddress[] {
  const isApproval = ({ kind }: Demand) => kind === "approval";
  const demands = asks.flatMap((ask) => ask.demands.filter(isApproval));
  const to = demands.flatMap(({ from, policy }) => approverAddresses({ from, policy }, config));
  return [...new Map(to.map((one) => [addressKey(one), one])).values()];
}

type Outcome = "approved" | "denied" | "expired" | "changed" | "void";

/** Who agreed, as the decision names them; empty where it names nobody. */
function agreedBy({ details }: StatusEntry): readonly string[] {
  const { by } = (details["approved"] ?? {}) as { readonly by?: unknown };
  return Array.isArray(by) ? by.map(String) : [];
}

function outcomeOf(entry: StatusEntry): Outcome {
  if (isPlanChange(entry)) return "changed";
  if (entry.reason === "denied" || entry.reason === "expired") return entry.reason;
  return agreedBy(entry).length > 0 ? "approved" : "void";
}

const LINE: Readonly<Partial<Record<Outcome, (code: string) => string>>> = {
  approved: (code) => `Plan ${code} is carried out.`,
  void: (code) => `Plan ${code} has nothing left to do, or nobody is needed for it any more.`,
};

function noticeOf(entry: StatusEntry, ask: PlanAsk, run: string): Notice {
  const outcome = outcomeOf(entry);
  const by = agreedBy(entry);
  const line = LINE[outcome]?.(ask.code) ?? entry.text;
  return {
    ...{ kind: "approval", language: TEAM_LANGUAGE, buttons: [], run },
    title: TITLES.settled[outcome](ask.card.title, by.join(", ")).slice(0, 300),
    lines: [line],
    facts: { settled: outcome, code: ask.code, by: [...by] },
  };
}

/**
 * How a plan came out, for everybody who was asked about it: a question that is answered looks open where others were
 * asked too. What has changed is told before the new question; the rest goes along with other news.
 */
export function settlementNotices(run: RunNews, { config }: TellingContext): readonly Told[] {
  const news = run.news.filter((entry) => isSettlement(entry) || isPlanChange(entry));
  return news.flatMap((entry): readonly Told[] => {
    const asks = asksBefore(run, entry);
    const last = asks.at(-1);
    if (!last) return [];
    const notice = noticeOf(entry, last, run.run);
    return [{ notice, to: askedChannels(asks, config), urgent: isPlanChange(entry) }];
  });
}
