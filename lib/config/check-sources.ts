import { didYouMean } from "../core/nearest-name.ts";
import { BUILT_IN_SOURCES } from "../domain/built-in-sources.ts";
import { schemeOf as factsOf, isSchemeId, type Scheme } from "../sources/schemes.ts";
import type { Finding } from "./diagnostic.ts";
import type { SourceFile } from "./file-target.ts";
import type { Named, Sections } from "./sections.ts";
import { secretsOf } from "./source-secrets.ts";

/** Sources that are always there and from which somebody may ask for a verb. */
export const BUILT_IN_ASKERS: readonly string[] = ["cli", "inbox"];

/** Schemes that people call by another name. */
const SCHEME_ALIASES: Readonly<Record<string, string>> = { jira: "jira-cloud", budget: "standard-webhooks" };

/** The scheme of a source: as written, or told from its name; `undefined` when neither is known. */
export function schemeOf(source: Named<SourceFile>, schemes: readonly string[]): string | undefined {
  const word = source.file.scheme ?? source.name;
  return [word, SCHEME_ALIASES[word]].find((scheme) => scheme !== undefined && schemes.includes(scheme));
}

function checkScheme(source: Named<SourceFile>, schemes: readonly string[]): readonly Finding[] {
  if (schemeOf(source, schemes) !== undefined) return [];
  const known = `known are ${schemes.join(", ")}`;
  const { name, file } = source;
  if (file.scheme === undefined) {
    return [
      {
        path: ["sources", name],
        part: "key",
        message: `${name} is no known scheme, so scheme must say how it signs`,
        hint: `for example scheme: standard-webhooks; ${known}`,
      },
    ];
  }
  return [
    {
      path: ["sources", name, "scheme"],
      message: `${JSON.stringify(file.scheme.slice(0, 80))} is no known scheme`,
      hint: didYouMean(file.scheme, [...schemes, ...Object.keys(SCHEME_ALIASES)]) ?? known,
    },
  ];
}

function checkSecrets(
  { name, file }: Named<SourceFile>,
  env: Readonly<Record<string, string | undefined>>,
): readonly Finding[] {
  const { secrets, byKind } = secretsOf(file);
  const references = [...secrets, ...Object.values(byKind).flat()].filter((text) => text.startsWith("env:"));
  return references.flatMap((secret) => {
    const variable = secret.slice("env:".length);
    if ((env[variable] ?? "") !== "") return [];
    return [
      {
        path: ["sources", name, "secret"],
        severity: "warning" as const,
        message: `${variable} is not set here`,
        hint: "it must be set where Curfew runs",
      },
    ];
  });
}

/** What is no secret and may stand in the file: who may speak, and where keys are read. */
const PLAIN_KINDS: readonly string[] = [
  ...["public-key", "receive-id", "topic", "certificate-host", "confirm-host"],
  ...["bot-open-id", "app-id", "api-host"],
  ...["issuer", "audience", "subject", "email", "jwks-url", "jwks"],
];

function checkKind(scheme: Scheme, kind: string, values: readonly string[]): string | null {
  if (!(scheme.secretKinds as readonly string[]).includes(kind)) return `is nothing that ${scheme.id} uses`;
  const bare = values.some((value) => !/^(?:env|file|ssm|secretsmanager):/.test(value));
  return bare && !PLAIN_KINDS.includes(kind)
    ? "must be a reference such as env:NAME, never the secret itself"
    : null;
}

/** Kinds that the scheme does not know, secrets that stand in the file, and what is missing. */
function checkKinds(source: Named<SourceFile>, schemes: readonly string[]): readonly Finding[] {
  const id = schemeOf(source, schemes);
  if (id === undefined || !isSchemeId(id)) return [];
  const scheme = factsOf(id);
  const { secrets, byKind } = secretsOf(source.file);
  const path = ["sources", source.name, "secret"];
  const wrong = Object.entries(byKind).flatMap(([kind, values]): readonly Finding[] => {
    const problem = checkKind(scheme, kind, values);
    const hint = `${id} uses ${scheme.secretKinds.join(", ")}`;
    return problem === null ? [] : [{ path: [...path, kind], message: `${kind} ${problem}`, hint }];
  });
  // A value may tell its own kind, but only one of a group that has to be there.
  const given = [...Object.keys(byKind), ...(secrets.length > 0 ? scheme.secretKinds.slice(0, 1) : [])];
  const missing = scheme.needs.filter((group) => !group.some((kind) => given.includes(kind)));
  if (missing.length === 0 || scheme.needs.length === 0) return wrong;
  const words = missing.map((group) => group.join(" or ")).join(", ");
  const example = missing.map(([kind]) => `${kind}: …`).join(", ");
  return [...wrong, { path, message: `${id} also needs ${words}`, hint: `secret: { ${example} }` }];
}

/** Names, schemes and, with an environment, secrets of the sources. */
export function checkSources(
  sections: Sections,
  schemes: readonly string[],
  env: Readonly<Record<string, string | undefined>> | undefined,
): readonly Finding[] {
  const taken = sections.sourceNames
    .filter((name) => BUILT_IN_SOURCES.includes(name))
    .map(
      (name): Finding => ({
        path: ["sources", name],
        part: "key",
        message: `${name} is built in and cannot be a source of your own`,
        hint: "choose another name",
      }),
    );
  return [
    ...taken,
    ...sections.sources.flatMap((source) => checkScheme(source, schemes)),
    ...sections.sources.flatMap((source) => checkKinds(source, schemes)),
    ...(env === undefined ? [] : sections.sources.flatMap((source) => checkSecrets(source, env))),
  ];
}
