import type { AccessRule } from "../domain/access.ts";
import { APPROVAL_WITHIN_MS, type ApprovalRule } from "../domain/approval.ts";
import type { SourceConfig } from "../domain/policy.ts";
import type { AccessRuleFile } from "./file-people.ts";
import type { PolicyFile } from "./file-policy.ts";
import type { SourceFile } from "./file-target.ts";

/** One or several as a list. */
function listed(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === "string" ? [value] : value;
}

/** Channels as written under `tell`. */
export function channelsOf(tell: string | readonly string[] | undefined): readonly string[] {
  return [...new Set(listed(tell))];
}

/** Who has to agree to what a policy plans; `null`: nobody. */
export function approvalOf({ approve }: Pick<PolicyFile, "approve">): ApprovalRule | null {
  if (!approve) return null;
  return { by: approve.by, from: approve.from, withinMs: approve.within ?? APPROVAL_WITHIN_MS };
}

function toRule(file: AccessRuleFile): AccessRule {
  const { where = null, during = null, zone } = file;
  const effect = file.never === undefined ? "may" : "never";
  return {
    who: [...listed(file.who)],
    effect,
    verbs: [...listed(file.never ?? file.may)],
    where,
    during,
    zone,
  };
}

type PeopleOfSource = Pick<
  SourceConfig,
  "people" | "rules" | "requester" | "approver" | "comment" | "callbackHosts"
>;

/** What a source says of people, with every default filled in. */
export function peopleOf(file: SourceFile): PeopleOfSource {
  const { people = {}, rules = [], requester = null, approver = null, comment, callbackHosts = [] } = file;
  return {
    ...{ people, rules: rules.map(toRule), requester, approver, callbackHosts },
    comment: comment ? { url: comment.url, user: comment.user ?? null, token: comment.token } : null,
  };
}
