import { type Demand, PlanAsk } from "../../domain/approval.ts";
import type { Language } from "../../domain/chat.ts";
import type { Notice, NoticeButton } from "../../domain/notice.ts";
import type { StatusEntry } from "../../domain/status.ts";
import { languageOfMessage } from "../chat/language-of.ts";
import { localTime } from "../chat/local-time.ts";
import { say } from "../chat/say.ts";
import type { Texts } from "../chat/texts.ts";
import { writeCommand } from "../chat/write-command.ts";
import { approverAddresses, replyAddresses, teamOfPerson, teamsAmong, zoneOf } from "./addresses.ts";
import { isDemand } from "./is-news.ts";
import { replyWords } from "./reply-words.ts";
import { TEAM_LANGUAGE, TITLES } from "./team-words.ts";
import type { RunNews, TellingContext, Told } from "./told.ts";

interface Card {
  readonly asked: PlanAsk;
  readonly demand: Demand;
  readonly run: string;
  readonly language: Language;
  /** Zone of those who read it; `null`: none is known. */
  readonly zone: string | null;
  readonly nowMs: number;
}

function untilOf({ asked, language, zone, nowMs }: Card, texts: Texts): string {
  const until = localTime(Date.parse(asked.expiresAt), { zone, language, nowMs });
  return texts.approvalUntil({ until });
}

function buttonsOf({ asked, demand, run, language }: Card): NoticeButton[] {
  const { button } = say(language);
  const word = demand.kind === "confirmation" ? "confirm" : "approve";
  const yes = writeCommand({ word, options: { run, code: asked.code }, language });
  const no = writeCommand({ word: "deny", options: { run }, language });
  return [
    { label: button[word], command: yes, style: "primary" },
    { label: button.deny, command: no, style: "danger" },
  ];
}

/** The card as people see it: the exact set, the money and the reasons, then who asks and what is needed. */
function cardOf(card: Card): Notice {
  const { asked, demand, run, language } = card;
  const texts = say(language);
  const { title, lines, more, money } = asked.card;
  const { requester } = asked;
  const isApproval = demand.kind === "approval";
  const amount = money.map((sum) => `${sum.amount} ${sum.currency}`).join(" + ");
  const said = [
    ...lines,
    ...(more > 0 ? [texts.more(more)] : []),
    ...(amount === "" ? [] : [texts.approvalMoney({ amount })]),
    ...(requester === null ? [] : [replyWords(language).askedBy(requester.person)]),
    ...(isApproval ? [texts.approvalNeeds({ count: demand.by, from: demand.from })] : []),
    untilOf(card, texts),
  ];
  return {
    ...{ kind: "approval", language, run, buttons: buttonsOf(card) },
    title: (isApproval ? TITLES.approval(title) : title).slice(0, 300),
    lines: said,
    facts: { ...asked.card, code: asked.code, demand, expiresAt: asked.expiresAt },
  };
}

/** The requester is told what it waits for, without a button: nobody agrees to a wish of their own. */
function waitingOf(card: Card, from: readonly string[]): Notice {
  const { asked, run, language } = card;
  const texts = say(language);
  const lines = [replyWords(language).waitsFor(texts.list(from)), untilOf(card, texts)];
  const title = asked.card.title.slice(0, 300);
  return { kind: "approval", language, title, lines, buttons: [], run, facts: { code: asked.code } };
}

function languageOf({ event }: RunNews): Language {
  return event?.type === "chat.message" ? languageOfMessage(event.data) : "en";
}

function askedIn(entry: StatusEntry, run: RunNews, { config, nowMs }: TellingContext): readonly Told[] {
  const parsed = PlanAsk.safeParse(entry.details);
  if (!parsed.success) return [];
  const asked = parsed.data;
  const reply = replyAddresses(run.event, config);
  const card = (demand: Demand, language: Language, zone: string | null): Card => ({
    ...{ asked, demand, run: run.run, language, zone, nowMs },
  });
  const approvals = asked.demands.filter(({ kind }) => kind === "approval");
  const cards = approvals.map((demand): Told => {
    const to = approverAddresses({ from: demand.from, policy: demand.policy }, config);
    const [team = null] = teamsAmong(demand.from, config);
    return { notice: cardOf(card(demand, TEAM_LANGUAGE, zoneOf(team, config))), to, urgent: true };
  });
  const [confirmation] = asked.demands.filter(({ kind }) => kind === "confirmation");
  const own = confirmation ?? approvals[0];
  if (own === undefined || reply.length === 0) return cards;
  const team = teamOfPerson(asked.requester?.person ?? null, config);
  const mine = card(own, languageOf(run), zoneOf(team, config));
  const from = [...new Set(approvals.flatMap((demand) => demand.from))];
  const notice = confirmation ? cardOf(mine) : waitingOf(mine, from);
  return [...cards, { notice, to: reply, urgent: true }];
}

/** Cards for those who have to agree, and a word for whoever asked. */
export function approvalNotices(run: RunNews, context: TellingContext): readonly Told[] {
  return run.news.filter(isDemand).flatMap((entry) => askedIn(entry, run, context));
}
