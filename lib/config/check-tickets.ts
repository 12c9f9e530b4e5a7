import { COMMENT_SCHEMES } from "../clients/channels/send-comment.ts";
import { compileValue } from "../core/value-expression.ts";
import { schemeOf } from "./check-sources.ts";
import { checkTransitions } from "./check-transition.ts";
import { checkValue } from "./check-with.ts";
import type { Finding } from "./diagnostic.ts";
import type { SourceFile } from "./file-target.ts";
import type { Named, Sections } from "./sections.ts";
import { secretsOf } from "./source-secrets.ts";
import { isWeakSource } from "./weak-source.ts";

/** Senders whose deliveries become tickets by themselves, or in our own form. */
const TICKET_SCHEMES: readonly string[] = [
  ...COMMENT_SCHEMES,
  ...["standard-webhooks", "zammad", "glpi", "jwt"],
];

type Source = Named<SourceFile>;

function checkPeople({ name, file }: Source): readonly Finding[] {
  const people = ["requester", "approver"] as const;
  return people.flatMap((key) => {
    const source = file[key];
    return source === undefined ? [] : checkValue(source, ["sources", name, key]);
  });
}

/** Fields with a name that its bearer can give up, and the number beside each. */
const LOGINS: Readonly<Record<string, string>> = {
  "event.actor": "event.actorId",
  "event.requester": "event.requesterId",
};

/** Systems that tell names beside their ids; in the others these fields hold the ids. */
const NAMING_SCHEMES: readonly string[] = ["github", "gitlab"];

/** Somebody else may bear the name tomorrow, and would then agree in its former bearer's place. */
function checkNames({ name, file }: Source, scheme: string): readonly Finding[] {
  if (!NAMING_SCHEMES.includes(scheme)) return [];
  return (["requester", "approver"] as const).flatMap((key) => {
    const compiled = compileValue(file[key] ?? "");
    const login = compiled.ok
      ? compiled.expression.uses.find((path) => Object.hasOwn(LOGINS, path))
      : undefined;
    if (login === undefined) return [];
    const message = `${login} is a name of ${scheme}, which can be given up and taken by somebody else: it proves nobody`;
    const hint = `use the number, which stays: ${key}: ${LOGINS[login]}, and write it under people`;
    return [{ path: ["sources", name, key], severity: "warning" as const, message, hint }];
  });
}

/** What a sender does not sign may have been said by anybody, an approval first of all. */
function checkProof({ name, file }: Source, scheme: string): readonly Finding[] {
  if (file.approver === undefined || !isWeakSource(scheme, secretsOf(file))) return [];
  const message = `${scheme} does not sign what it says here, so that an approver named by it agrees to nothing`;
  const hint =
    "let people agree in a chat or by curfew approve, or use a secret that signs (docs/sources.md)";
  return [{ path: ["sources", name, "approver"], severity: "warning", message, hint }];
}

function checkComment({ name, file }: Source, scheme: string): readonly Finding[] {
  if (file.comment === undefined) return [];
  const path = ["sources", name, "comment"];
  if (!COMMENT_SCHEMES.includes(scheme)) {
    const message = `no comment can be written on what ${scheme} sends`;
    const hint = `comments go to ${COMMENT_SCHEMES.join(", ")}; others are told at the callback_url of their event`;
    return [{ path, part: "key", message, hint }];
  }
  const { url } = file.comment;
  const isWeb = URL.canParse(url) && ["https:", "http:"].includes(new URL(url).protocol);
  // The ticket's own path is written behind it, where a query or a fragment would swallow it.
  const isPlain = isWeb && !/[?#]/.test(url);
  if (isPlain && new URL(url).username === "" && new URL(url).password === "") return [];
  const hint = "write it without user, password and query, such as https://example.atlassian.net";
  return [{ path: [...path, "url"], message: "url must be an address with https", hint }];
}

/** A policy that waits for tickets of a sender that never sends one. */
function checkTicketPolicies(sections: Sections, schemes: readonly string[]): readonly Finding[] {
  return sections.policies.flatMap(({ name, file: { on } }): readonly Finding[] => {
    const source = sections.sources.find((one) => one.name === on.ticket);
    const scheme = source && schemeOf(source, schemes);
    if (scheme === undefined || TICKET_SCHEMES.includes(scheme)) return [];
    const path = ["policies", name, "on", "ticket"];
    const message = `${scheme} sends no tickets, so this never happens`;
    return [
      {
        path,
        severity: "warning",
        message,
        hint: `what it sends is a webhook: on: { webhook: ${on.ticket} }`,
      },
    ];
  });
}

/** What sources say of the people in their tickets, and where their results go. */
export function checkTickets(sections: Sections, schemes: readonly string[]): readonly Finding[] {
  const sources = sections.sources.flatMap((source) => {
    const scheme = schemeOf(source, schemes) ?? source.name;
    return [
      ...checkPeople(source),
      ...checkNames(source, scheme),
      ...checkProof(source, scheme),
      ...checkComment(source, scheme),
    ];
  });
  return [...sources, ...checkTicketPolicies(sections, schemes), ...checkTransitions(sections, schemes)];
}
