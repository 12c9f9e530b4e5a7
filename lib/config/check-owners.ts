import { checkPattern } from "../core/pattern-check.ts";
import { RESOURCE_KINDS, type ResourceKind } from "../domain/resource.ts";
import { verb } from "../domain/verbs.ts";
import { formOf } from "./check-on.ts";
import type { Finding } from "./diagnostic.ts";
import type { OwnerRuleFile } from "./file-target.ts";
import { kindsOf, verbsOf } from "./policy-parts.ts";
import type { Sections } from "./sections.ts";

const FORMS = ["field", "name", "csv"] as const;

function checkForm(index: number, file: OwnerRuleFile): readonly Finding[] {
  const written = FORMS.filter((form) => file[form] !== undefined);
  if (written.length === 1) return [];
  return [
    {
      path: ["owners", index],
      message:
        written.length === 0 ? "this rule says nothing" : `${written.join(" and ")} are two rules in one`,
      hint: written.length === 0 ? `write one of ${FORMS.join(", ")}` : "give each its own hyphen",
    },
  ];
}

function checkName(index: number, pattern: string): readonly Finding[] {
  const path = ["owners", index, "name"];
  const problem = checkPattern(pattern);
  if (problem !== null) return [{ path, message: `name ${problem}`, hint: null }];
  if (pattern.includes("(?<owner>")) return [];
  return [
    {
      path,
      message: "name needs a group that says which part is the owner",
      hint: "for example ^(?<owner>[a-z]+)-",
    },
  ];
}

function checkMembers(sections: Sections): readonly Finding[] {
  const first = new Map<string, string>();
  return sections.teams.flatMap(({ name, file }) =>
    file.members.flatMap((member, index) => {
      const other = first.get(member);
      if (other === undefined) first.set(member, name);
      if (other === undefined || other === name) return [];
      return [
        {
          path: ["teams", name, "members", index],
          severity: "warning" as const,
          message: `${member.slice(0, 80)} is in ${other} too, and the first team counts`,
          hint: "keep one of them",
        },
      ];
    }),
  );
}

/** Without an owner a machine is only observed, so a policy that takes something away could never act. */
function checkAnybody(sections: Sections, rulesWritten: boolean): readonly Finding[] {
  if (rulesWritten) return [];
  const enforced = sections.policies.find(
    ({ file }) => file.mode === "enforce" && verbsOf(file).some((name) => verb(name).disruptive),
  );
  if (!enforced) return [];
  return [
    {
      path: ["policies", enforced.name, "mode"],
      severity: "warning",
      message: "nobody's machine is known, and a machine without an owner is only observed",
      hint: "say how owners are found, for example owners: [{ field: user.name }]",
    },
  ];
}

/** Kinds whose owner a rule can find: the lists of servers and supernodes do not tell who made them. */
function kindsFoundBy({ field }: OwnerRuleFile): readonly ResourceKind[] {
  if (field === undefined) return RESOURCE_KINDS;
  return field.startsWith("tag:") ? ["notebook", "dev-server"] : ["notebook", "legacy-notebook"];
}

function isEnforcedUnasked({ file }: Sections["policies"][number]): boolean {
  const form = formOf(file.on);
  return file.mode === "enforce" && form !== "request" && form !== "ticket";
}

/** Kinds of which no rule could ever find an owner, in policies that take something away. */
function checkFindable(sections: Sections): readonly Finding[] {
  if (sections.owners.length === 0) return [];
  const found = new Set(sections.owners.flatMap(({ file }) => kindsFoundBy(file)));
  return sections.policies.filter(isEnforcedUnasked).flatMap(({ name, file }) => {
    const lost = kindsOf(file).filter((kind) => !found.has(kind));
    if (lost.length === 0 || !verbsOf(file).some((word) => verb(word).disruptive)) return [];
    return [
      {
        path: ["policies", name, "resource"],
        severity: "warning" as const,
        message: `no rule under owners can find the owner of a ${lost.join(" or ")}, whose list does not tell it; it is only observed`,
        hint: 'add a rule of the form name or csv, or { field: "tag:owner" } for servers with such a tag',
      },
    ];
  });
}

/** Owner rules and teams. `rulesWritten`: whether there is any rule, right or wrong. */
export function checkOwners(sections: Sections, rulesWritten: boolean): readonly Finding[] {
  return [
    ...sections.owners.flatMap(({ index, file }) => [
      ...checkForm(index, file),
      ...(file.name === undefined ? [] : checkName(index, file.name)),
    ]),
    ...checkMembers(sections),
    ...checkAnybody(sections, rulesWritten),
    ...checkFindable(sections),
  ];
}
