import type { Config } from "../../domain/config.ts";
import type { On, Policy, SourceConfig } from "../../domain/policy.ts";
import { cloudVerbNamed, verb } from "../../domain/verbs.ts";
import { isSchemeId, type Proof, schemeOf } from "../../sources/schemes.ts";
import type { SchemeId } from "../../sources/signature-records.ts";
import type { Finding } from "../diagnostic.ts";

/** The sources whose deliveries set a policy off, and the key that names each. */
function sendersOf(on: On): readonly { readonly source: string; readonly key: string }[] {
  if (on.kind === "ticket" || on.kind === "webhook" || on.kind === "chat")
    return [{ source: on.source, key: on.kind }];
  return on.kind === "request" ? on.from.map((source) => ({ source, key: "from" })) : [];
}

/** What the policy may do that has at most one effect and no way back. */
function onceOnlyVerbs({ action, on }: Policy): readonly string[] {
  const asked: readonly string[] = action === null && on.kind === "request" ? on.verbs : [action?.verb ?? ""];
  return asked.filter((word) => {
    const name = cloudVerbNamed(word);
    return name !== undefined && verb(name).repeat === "once-only";
  });
}

/**
 * What somebody with one captured delivery could do. A ticket's transition stands in the signed body, and a ticket without
 * one asks for nothing that may happen only once, so a replay is the same wish and is known; a delivery without a date is
 * then no danger.
 */
function dangerOf({ signsBody, windowSeconds, deliveryId }: Proof, isTicket: boolean): string | null {
  if (!signsBody) return "does not sign the body: what it says may be somebody else's";
  const isKnownAgain = isTicket || deliveryId !== "unsigned";
  return windowSeconds === null && !isKnownAgain
    ? "dates nothing and does not sign its delivery ids: a captured delivery may come again as a new one"
    : null;
}

/** The proofs that count: of a secret whose kind is not written, any that the scheme knows. */
function proofsOf(scheme: SchemeId, { secrets, byKind }: SourceConfig): readonly Proof[] {
  const { proofs } = schemeOf(scheme);
  const counting = proofs.filter(({ secretKind }) => Object.hasOwn(byKind, secretKind));
  return secrets.length > 0 || counting.length === 0 ? proofs : counting;
}

/** Senders that prove too little for a step that cannot be taken back (docs/sources.md). */
export function replayFindings(config: Config): readonly Finding[] {
  return config.policies.flatMap((policy) => {
    const verbs = onceOnlyVerbs(policy);
    if (verbs.length === 0) return [];
    return sendersOf(policy.on).flatMap(({ source, key }): readonly Finding[] => {
      const sender = config.sources.find(({ name }) => name === source);
      const scheme = sender?.scheme ?? "";
      if (!sender || !isSchemeId(scheme)) return [];
      const isTicket = policy.on.kind === "ticket";
      const danger = proofsOf(scheme, sender)
        .map((proof) => dangerOf(proof, isTicket))
        .find(Boolean);
      if (!danger) return [];
      return [
        {
          path: ["policies", policy.name, "on", key],
          severity: "warning",
          message: `${source} may set off ${verbs.join(", ")}, which cannot be taken back, and ${scheme} ${danger}`,
          hint: "let a sender ask that signs and dates what it sends, such as standard-webhooks (docs/sources.md)",
        },
      ];
    });
  });
}
