import { checkPattern } from "../core/pattern-check.ts";
import { verb } from "../domain/verbs.ts";
import type { Finding } from "./diagnostic.ts";
import type { OwnerRuleFile } from "./file-target.ts";
import { verbsOf } from "./policy-parts.ts";
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

/** Owner rules and teams. `rulesWritten`: whether there is any rule, right or wrong. */
export function checkOwners(sections: Sections, rulesWritten: boolean): readonly Finding[] {
  return [
    ...sections.owners.flatMap(({ index, file }) => [
      ...checkForm(index, file),
      ...(file.name === undefined ? [] : checkName(index, file.name)),
    ]),
    ...checkMembers(sections),
    ...checkAnybody(sections, rulesWritten),
  ];
}
