import { didYouMean } from "../core/nearest-name.ts";
import { APPROVAL_WITHIN_MS_MAX } from "../domain/approval.ts";
import { isCloudVerb } from "../domain/verbs.ts";
import { formOf } from "./check-on.ts";
import type { Finding } from "./diagnostic.ts";
import type { ApproveFile } from "./file-people.ts";
import type { PolicyFile } from "./file-policy.ts";
import { verbsOf } from "./policy-parts.ts";
import type { Named, Sections } from "./sections.ts";

type Policy = Named<PolicyFile>;

/** Everybody whom the config knows by name. */
function knownPersons({ teams, sources }: Sections): ReadonlySet<string> {
  const members = teams.flatMap(({ file }) => file.members);
  const mapped = sources.flatMap(({ file }) => Object.values(file.people ?? {}));
  return new Set([...members, ...mapped]);
}

/** Those who may agree; a name that is no team is a person. */
function approvers({ from }: ApproveFile, { teams }: Sections): ReadonlySet<string> {
  return new Set(from.flatMap((name) => teams.find((team) => team.name === name)?.file.members ?? [name]));
}

function checkNames({ from }: ApproveFile, path: readonly string[], sections: Sections): readonly Finding[] {
  const persons = knownPersons(sections);
  const teams = sections.teams.map(({ name }) => name);
  return from.flatMap((name, index): readonly Finding[] => {
    if (teams.includes(name) || persons.has(name)) return [];
    return [
      {
        path: [...path, "from", index],
        severity: "warning",
        message: `${JSON.stringify(name)} is no team, and nobody of this name stands in a team or under people`,
        hint: didYouMean(name, [...teams, ...persons]) ?? "write down who it is under teams",
      },
    ];
  });
}

function checkCount(approve: ApproveFile, path: readonly string[], sections: Sections): readonly Finding[] {
  const { size } = approvers(approve, sections);
  if (size >= approve.by) return [];
  const message = `by: ${approve.by} can never be reached: ${size === 0 ? "nobody is" : "only one person is"} among those who are asked`;
  return [{ path: [...path, "from"], message, hint: "name more people, or put them into the team" }];
}

/** A clock asks again with each slot, and nobody wants to be asked for the same every ten minutes. */
function checkClock({ file }: Policy, path: readonly string[]): readonly Finding[] {
  const form = formOf(file.on);
  if (form !== "every" && form !== "cron") return [];
  const message = `approve does not go with ${form}: a clock would ask anew each time it comes round`;
  const hint = "to let people object in time write warn: [30m, 5m]; approve is for what somebody asks for";
  return [{ path, part: "key", message, hint }];
}

/** Where nobody is known to have asked, nobody can be kept from agreeing to his own wish. */
function checkRequester({ file }: Policy, path: readonly string[], sections: Sections): readonly Finding[] {
  const name = file.on.ticket ?? file.on.webhook;
  const source = sections.sources.find((one) => one.name === name);
  if (!source || source.file.requester !== undefined) return [];
  return [
    {
      path,
      part: "key",
      severity: "warning",
      message: `${source.name} does not tell who asked, so that whoever asks could agree to it himself`,
      hint: `write under sources.${source.name}, for example: requester: event.requester`,
    },
  ];
}

/** What can never have an effect as it is written. */
function checkUse({ file }: Policy, path: readonly string[]): readonly Finding[] {
  const verbs = verbsOf(file);
  if (verbs.length > 0 && !verbs.some(isCloudVerb)) {
    const message = `nothing is sent by ${verbs.join(", ")}, so nobody is asked`;
    return [{ path, part: "key", severity: "warning", message, hint: "leave approve out" }];
  }
  if (file.mode === "enforce") return [];
  const message = "the policy only observes, so nobody is asked before mode: enforce";
  return [{ path, part: "key", severity: "warning", message }];
}

/** Whether what a policy demands of people can be met. */
export function checkApprove(policy: Policy, sections: Sections): readonly Finding[] {
  const { approve } = policy.file;
  if (!approve) return [];
  const path = ["policies", policy.name, "approve"];
  const isLong = (approve.within ?? 0) > APPROVAL_WITHIN_MS_MAX;
  const tooLong: Finding = {
    path: [...path, "within"],
    message: "within: at most 7d; an older plan has little to do with the world",
  };
  return [
    ...checkClock(policy, path),
    ...(isLong ? [tooLong] : []),
    ...checkNames(approve, path, sections),
    ...checkCount(approve, path, sections),
    ...checkRequester(policy, path, sections),
    ...checkUse(policy, path),
  ];
}
