import { checkCron, checkZone } from "../core/cron.ts";
import { didYouMean } from "../core/nearest-name.ts";
import { BUILT_IN_ASKERS } from "./check-sources.ts";
import type { ConfigPath, Finding } from "./diagnostic.ts";
import { ON_FORMS, type OnFile } from "./file-policy.ts";

/** The key that names what sets a policy off. */
export type OnForm = keyof typeof ON_FORMS;

const FORMS = Object.keys(ON_FORMS) as readonly OnForm[];

/** Shortest tick. */
const EVERY_MS_MIN = 60_000;

/** The form that is written, when it is exactly one. */
export function formOf(on: OnFile): OnForm | undefined {
  const written = FORMS.filter((form) => on[form] !== undefined);
  return written.length === 1 ? written[0] : undefined;
}

/** The share of a budget: 0.9 for `90%`. */
export function shareOf(at: number | string): number {
  return typeof at === "number" ? at : Number(at.slice(0, -1)) / 100;
}

function checkForm(on: OnFile, path: ConfigPath): readonly Finding[] {
  const written = FORMS.filter((form) => on[form] !== undefined);
  if (written.length === 0) {
    return [{ path, part: "key", message: "on says nothing", hint: `write one of ${FORMS.join(", ")}` }];
  }
  return written.slice(1).map((form) => ({
    path: [...path, form],
    part: "key",
    message: `${written[0]} and ${form} cannot both set one policy off`,
    hint: "make it two policies",
  }));
}

function checkCompany(on: OnFile, form: OnForm, path: ConfigPath): readonly Finding[] {
  const allowed: readonly string[] = [form, ...ON_FORMS[form]];
  const strangers = Object.entries(on).filter(
    ([key, value]) => value !== undefined && !allowed.includes(key),
  );
  return strangers.map(([key]) => {
    const owners = FORMS.filter((other) => (ON_FORMS[other] as readonly string[]).includes(key));
    return {
      path: [...path, key],
      part: "key",
      message: `${key} says nothing beside ${form}`,
      hint: `it belongs to ${owners.join(" or ")}`,
    };
  });
}

function checkClock(on: OnFile, path: ConfigPath): readonly Finding[] {
  const findings: Finding[] = [];
  if (on.every !== undefined && on.every < EVERY_MS_MIN) {
    findings.push({ path: [...path, "every"], message: "every must be at least 1m", hint: null });
  }
  const cron = on.cron === undefined ? null : checkCron(on.cron);
  if (cron) findings.push({ path: [...path, "cron"], message: `cron ${cron.message}`, hint: cron.hint });
  const zone = on.zone === undefined ? null : checkZone(on.zone);
  if (zone) findings.push({ path: [...path, "zone"], ...zone });
  return findings;
}

function checkBudget(on: OnFile, path: ConfigPath): readonly Finding[] {
  if (on.at === undefined) {
    return [
      { path: [...path, "budget"], message: "at is missing beside budget", hint: "for example at: 90%" },
    ];
  }
  const share = shareOf(on.at);
  if (share > 0 && share <= 10) return [];
  return [{ path: [...path, "at"], message: "at must be more than 0% and at most 1000%", hint: null }];
}

function checkSender(name: string, path: ConfigPath, known: readonly string[]): readonly Finding[] {
  if (known.includes(name)) return [];
  const all = known.length > 0 ? `known are ${known.join(", ")}` : "there are none yet";
  return [
    {
      path,
      message: `there is no source ${JSON.stringify(name.slice(0, 80))}`,
      hint: didYouMean(name, known) ?? `${all}; add it under sources`,
    },
  ];
}

/** Without a condition everything that people say to each other would set it off. */
function checkChat(on: OnFile, path: ConfigPath, sources: readonly string[]): readonly Finding[] {
  const sender = checkSender(on.chat ?? "", [...path, "chat"], sources);
  if (on.when !== undefined) return sender;
  const hint = 'for example when: event.text == "clean up"';
  return [...sender, { path: [...path, "chat"], message: "when is missing beside chat", hint }];
}

/** Everything about `on` that a shape cannot say. `sources` are the names under `sources`. */
export function checkOn(on: OnFile, path: ConfigPath, sources: readonly string[]): readonly Finding[] {
  const form = formOf(on);
  if (form === undefined) return checkForm(on, path);
  const askers = [...sources, ...BUILT_IN_ASKERS];
  return [
    ...checkCompany(on, form, path),
    ...checkClock(on, path),
    ...(form === "budget" ? checkBudget(on, path) : []),
    ...(on.ticket === undefined ? [] : checkSender(on.ticket, [...path, "ticket"], sources)),
    ...(on.webhook === undefined ? [] : checkSender(on.webhook, [...path, "webhook"], sources)),
    ...(form === "chat" ? checkChat(on, path, sources) : []),
    ...(on.from ?? []).flatMap((name, index) => checkSender(name, [...path, "from", index], askers)),
  ];
}
