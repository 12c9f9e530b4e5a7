import { CLOUD_NAMES } from "../../domain/clouds.ts";
import type { Config } from "../../domain/config.ts";
import { type Permissions, permissionsOf, policyTitle } from "../../stack/permissions.ts";
import type { RunCommand } from "../command.ts";
import { type LoadedConfig, loadSessionConfig } from "../open-session.ts";
import { flagOption, textOption } from "../option-values.ts";
import { EXIT, type Terminal } from "../terminal.ts";

/** A bucket that is only known where the deployment is made. */
const BUCKET_UNKNOWN = "NAME-OF-THE-BUCKET";

/** The bucket belongs to the cloud of the functions, which is that of the first target unless somebody says otherwise. */
function permissionsPerCloud(
  { config }: LoadedConfig,
  { host, bucket }: { readonly host: string; readonly bucket: string | undefined },
): readonly Permissions[] {
  const onFunctions = host === "functiongraph";
  const inStore = /^obs:\/\/([^/?]+)/.exec(config.store)?.[1];
  const known = bucket ?? inStore ?? (onFunctions ? BUCKET_UNKNOWN : null);
  const [first] = config.targets;
  return CLOUD_NAMES.filter((cloud) => config.targets.some((target) => target.cloud === cloud)).map(
    (cloud) => {
      const isHome = cloud === first?.cloud;
      return permissionsOf(config, { cloud, bucket: isHome ? known : null, invokes: isHome && onFunctions });
    },
  );
}

function printOne(permissions: Permissions, terminal: Terminal): void {
  for (const level of ["project", "global"] as const) {
    const policy = permissions[level];
    if (policy === null) continue;
    terminal.out(`# ${policyTitle(permissions, level)}`);
    for (const line of JSON.stringify(policy, null, 2).split("\n")) terminal.out(line);
    terminal.out("");
  }
  for (const { text } of permissions.notes) terminal.out(`# ${text}`);
}

function describeScope({ allow, targets }: Config): string {
  return `for ${targets.map(({ name }) => name).join(", ")}; allow: ${allow.join(", ")}`;
}

/** `curfew permissions`: the least that IAM has to grant for this configuration, one policy per cloud and level. */
export const runPermissions: RunCommand = async ({ options, terminal }) => {
  const loaded = await loadSessionConfig(terminal, textOption(options, "config"));
  if (loaded.path === null)
    terminal.err("curfew: no curfew.yaml here, so this is for the built-in demonstration");
  const host = textOption(options, "host") ?? "functiongraph";
  const found = permissionsPerCloud(loaded, { host, bucket: textOption(options, "bucket") });
  if (flagOption(options, "json")) {
    terminal.out(JSON.stringify({ host, permissions: found }));
    return EXIT.ok;
  }
  terminal.out(`# ${describeScope(loaded.config)}`);
  for (const permissions of found) printOne(permissions, terminal);
  return EXIT.ok;
};
