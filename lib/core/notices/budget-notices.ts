import type { Notice } from "../../domain/notice.ts";
import { say } from "../chat/say.ts";
import { isGoingOn } from "../spend/go-on.ts";
import { channels, policyChannels, teamChannels } from "./addresses.ts";
import { isBudgetAlert } from "./is-news.ts";
import { TEAM_LANGUAGE } from "./team-words.ts";
import type { RunNews, TellingConfig, TellingContext, Told } from "./told.ts";

/**
 * Who is told of a budget: the channels of the policies that wait for it and mean it, and the team of the same name; the
 * catch-all where that is nobody.
 */
function channelsOf(budget: string, config: TellingConfig): readonly string[] {
  const waiting = config.policies.filter(
    ({ on, mode }) => on.kind === "budget" && on.budget === budget && mode === "enforce",
  );
  const own = Object.hasOwn(config.teams, budget) ? (config.teams[budget]?.tell ?? []) : [];
  const named = [...waiting.flatMap(({ name }) => policyChannels(name, config)), ...own];
  return named.length > 0 ? named : teamChannels(null, config);
}

/** An alert that a budget has crossed a threshold, whatever a policy makes of it. */
export function budgetNotices(run: RunNews, { config }: TellingContext): readonly Told[] {
  const { event } = run;
  // What goes on with an alert is no alert: that one was told.
  if (event?.type !== "budget.alert" || isGoingOn(event) || !run.news.some(isBudgetAlert)) return [];
  const { budget, at, kind, period } = event.data;
  const percent = Math.round(at * 1_000) / 10;
  const title = say(TEAM_LANGUAGE).budget({ budget, percent, forecast: kind === "forecast" });
  const notice: Notice = {
    ...{ kind: "budget", language: TEAM_LANGUAGE, title: title.slice(0, 300), buttons: [], run: run.run },
    lines: period === undefined ? [] : [period],
    facts: { budget, at, kind, period: period ?? null, source: event.source },
  };
  return [{ notice, to: channels(channelsOf(budget, config)), urgent: false }];
}
