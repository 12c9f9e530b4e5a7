import { loadConfig } from "../../../lib/config/load-config.ts";
import type { Config } from "../../../lib/domain/config.ts";
import { SCHEMES } from "../../../lib/sources/schemes.ts";

/** Loads a text as curfew.yaml, and fails with everything that is wrong with it. */
export async function configOf(text: string): Promise<Config> {
  const loaded = await loadConfig({
    text,
    path: "curfew.yaml",
    readFile: () => Promise.reject(new Error("no file lies beside this configuration")),
    schemes: SCHEMES.map(({ id }) => id),
  });
  if (loaded.ok) return loaded.config;
  throw new Error(loaded.errors.map(({ path, message }) => `${path}: ${message}`).join("\n"));
}

/** A target whose keys come from the agency; the store is memory, because the bucket is a setting. */
const HEAD = `version: 1
store: memory
owners: [{ field: user.name }]
`;

/** Huawei Cloud with an agency: notebooks that idle, a webhook, an order with a password. */
export const HUAWEI = `${HEAD}targets:
  prod: { cloud: huaweicloud, region: cn-north-4, project: env:HW_PROJECT, credentials: agency }
allow: [stop, start, lease, reinstall-os]
sources:
  jira: { scheme: jira-cloud, secret: env:JIRA_SECRET }
policies:
  idle-gpu: { on: { every: 10m }, resource: notebook, idle: 2h, then: stop, mode: enforce }
  rebuild:
    on: { ticket: jira, when: event.status == "Approved" }
    resource: dev-server
    where: id == event.server
    then: { reinstall-os: { password: env:SERVER_PASSWORD } }
`;

/** Open Telekom Cloud with an agency, and a clock policy that cannot wait ten minutes. */
export const OTC = `${HEAD}targets:
  lab: { cloud: otc, region: eu-de, project: env:OTC_PROJECT, credentials: agency }
policies:
  nights: { on: { cron: "0 20 * * 1-5", zone: Europe/Berlin }, resource: notebook, then: stop, mode: enforce }
`;

/** Keys from the environment, as on Lambda. */
export const KEYS = HUAWEI.replace("credentials: agency", "credentials: env:HW");
