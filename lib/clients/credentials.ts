import type { Cloud } from "../domain/clouds.ts";
import { AutomationError } from "../domain/errors.ts";
import type { Credentials, CredentialsProvider } from "../ports/credentials.ts";

/** Looks up one variable of the environment. */
export type ReadVariable = (name: string) => string | undefined;

/** Variables that belong together; within one list the first that is set wins. */
interface Family {
  readonly accessKey: readonly string[];
  readonly secretKey: readonly string[];
  readonly securityToken: readonly string[];
}

/**
 * Names in use, per cloud. Families are never mixed: a key of one and the secret of another give a wrong signature. The
 * AWS_ names that some OTC tools also read are left out, since on Lambda they hold somebody else's keys.
 */
const FAMILIES: Readonly<Record<Cloud, readonly Family[]>> = {
  huaweicloud: [
    {
      accessKey: ["HUAWEICLOUD_SDK_AK"],
      secretKey: ["HUAWEICLOUD_SDK_SK"],
      securityToken: ["HUAWEICLOUD_SDK_SECURITY_TOKEN"],
    },
  ],
  otc: [
    {
      accessKey: ["OTC_SDK_AK"],
      secretKey: ["OTC_SDK_SK"],
      securityToken: ["OTC_SDK_SECURITY_TOKEN"],
    },
    {
      accessKey: ["OS_ACCESS_KEY", "OS_ACCESS_KEY_ID", "OS_AK"],
      secretKey: ["OS_SECRET_KEY", "OS_ACCESS_KEY_SECRET", "OS_SK"],
      securityToken: ["OS_SECURITY_TOKEN", "OS_AKSK_SECURITY_TOKEN", "OS_ST"],
    },
  ],
};

/** Where the environment is looked at. */
export type EnvironmentCredentialsOptions =
  | { readonly read: ReadVariable; readonly cloud: Cloud }
  | { readonly read: ReadVariable; readonly prefix: string };

function missing(text: string, field: string): AutomationError {
  return new AutomationError("missing-credentials", text, { details: { field, retryable: false } });
}

function firstSet(read: ReadVariable, names: readonly string[]): string | undefined {
  return names.map((name) => read(name)?.trim()).find((value) => value !== undefined && value !== "");
}

function credentialsOf(
  accessKey: string | undefined,
  secretKey: string | undefined,
  securityToken: string | undefined,
): Credentials | undefined {
  if (!accessKey || !secretKey) return undefined;
  return { accessKey, secretKey, ...(securityToken ? { securityToken } : {}) };
}

function ownFamily(prefix: string): Family {
  return {
    accessKey: [`${prefix}_ACCESS_KEY`],
    secretKey: [`${prefix}_SECRET_KEY`],
    securityToken: [`${prefix}_SECURITY_TOKEN`],
  };
}

/**
 * Credentials from the environment: under the names the cloud's own tools use, or under a prefix of your own
 * (`OTC` reads `OTC_ACCESS_KEY`, `OTC_SECRET_KEY` and, if set, `OTC_SECURITY_TOKEN`). Read again for every request.
 * The provider throws `missing-credentials` naming every variable it looked for.
 */
export function environmentCredentials(options: EnvironmentCredentialsOptions): CredentialsProvider {
  const families = "prefix" in options ? [ownFamily(options.prefix)] : FAMILIES[options.cloud];
  const { read } = options;
  return () => {
    for (const family of families) {
      const [accessKey, secretKey, token] = [family.accessKey, family.secretKey, family.securityToken].map(
        (names) => firstSet(read, names),
      );
      const found = credentialsOf(accessKey, secretKey, token);
      if (found) return found;
    }
    const pairs = families.map(
      ({ accessKey, secretKey }) => `${accessKey.join("|")} and ${secretKey.join("|")}`,
    );
    throw missing(`no credentials in the environment: set ${pairs.join(", or ")}`, "environment");
  };
}

/** Where a profile is read. */
export interface ProfileCredentialsOptions {
  readonly path: string;
  /** Reads a file as text. */
  readonly readFile: (path: string) => Promise<string>;
  /** Section of the file. Default `basic`. */
  readonly section?: string;
}

/** Longest profile that is looked at, in characters. */
const PROFILE_LENGTH_MAX = 65_536;

/** The keys of one section of an INI file; lines that are neither section nor `key = value` are skipped. */
function sectionOf(text: string, section: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  let current = "";
  for (const line of text.split(/\r?\n/)) {
    const [, heading] = /^\s*\[([^\]]*)\]\s*$/.exec(line) ?? [];
    if (heading !== undefined) current = heading.trim();
    const [, key, value] = /^\s*([^#;=\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (current === section && key !== undefined && value !== undefined) values.set(key, value);
  }
  return values;
}

/**
 * Credentials from a profile such as `~/.huaweicloud/credentials`: an INI file with `ak`, `sk` and, if temporary,
 * `security_token`. Read again for every request, so that a renewed one counts. Throws `missing-credentials`.
 */
export function profileCredentials(options: ProfileCredentialsOptions): CredentialsProvider {
  const { path, readFile, section = "basic" } = options;
  return async () => {
    let text: string;
    try {
      text = await readFile(path);
    } catch (cause) {
      throw new AutomationError("missing-credentials", `${path}: the profile cannot be read`, {
        cause,
        details: { field: "path", retryable: false },
      });
    }
    if (text.length > PROFILE_LENGTH_MAX) throw missing(`${path}: not a profile, it is too long`, "path");
    const values = sectionOf(text, section);
    const found = credentialsOf(values.get("ak"), values.get("sk"), values.get("security_token"));
    if (found) return found;
    throw missing(`${path}: section [${section}] must hold ak and sk`, section);
  };
}

/** Credentials that never change. Throws `missing-credentials` at once when a part is empty. */
export function staticCredentials(credentials: Credentials): CredentialsProvider {
  const { accessKey, secretKey, securityToken } = credentials;
  const found = credentialsOf(accessKey, secretKey, securityToken);
  if (!found) throw missing("accessKey and secretKey must not be empty", "accessKey");
  return () => found;
}
