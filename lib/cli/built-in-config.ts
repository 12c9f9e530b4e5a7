/**
 * The configuration of `curfew demo`, and of `curfew serve` where no curfew.yaml is. It names two targets that only
 * the emulator answers for; its secrets are made up and open nothing.
 */
export const BUILT_IN_CONFIG = `version: 1
targets:
  prod: { cloud: huaweicloud, region: cn-north-4, project: emulated, prices: prices.yaml }
  lab: { cloud: otc, region: eu-de, project: emulated }
store: sqlite:curfew.db
allow: [stop, start, lease, reinstall-os, change-os, create-notebook, create-dev-server]
limits: { perRun: 10, percent: 60, perOwnerPerHour: 5 }
owners:
  - name: '^(?<team>[a-z]+)-(?<owner>[a-z]+)-'
sources:
  budget: { scheme: standard-webhooks, secret: env:BUDGET_SECRET }
  jira: { scheme: jira-cloud, secret: env:JIRA_SECRET }
policies:
  idle-gpu:
    on: { every: 10m }
    resource: notebook
    where: cloud == "huaweicloud" && flavor.gpu > 0
    idle: 2h
    then: stop
    mode: enforce
  budget-90:
    on: { budget: vision, at: 90% }
    resource: dev-server
    where: cloud == "huaweicloud" && team == "vision"
    then: stop
    mode: enforce
  rebuild:
    on: { ticket: jira, when: known(event.transition) && event.status == "Approved" && event.form == "rebuild" }
    resource: dev-server
    where: cloud == "huaweicloud" && id == event.server
    then: { reinstall-os: { keyPair: ops, leave: as-found } }
    mode: enforce
  orders:
    on: { request: [create-notebook, create-dev-server, change-os] }
    mode: enforce
`;

/** Prices of the sample fleet. Invented, and they say so wherever they are shown. */
export const BUILT_IN_PRICES = `version: 1
currency: EUR
source: invented example figures
flavors:
  modelarts.bm.gpu.v100NV32: 3.6
  modelarts.bm.gpu.4v100NV32: 14.2
  modelarts.vm.gpu.t4u8: 1.1
  modelarts.vm.cpu.8u: 0.42
  modelarts.vm.cpu.2u: 0.11
  modelarts.kat1.xlarge: 5.3
  Si2.large.4: 0.09
  pi2.2xlarge.4: 1.35
  p2s.4xlarge.8: 6.8
  physical.p3.8xlarge: 28.4
`;

/** Secrets of the built-in sources: published here, so they prove nothing and open nothing but the emulator. */
export const BUILT_IN_SECRETS: Readonly<Record<string, string>> = {
  BUDGET_SECRET: "whsec_dGhpcyBzZWNyZXQgaXMgcHVibGlzaGVkLCBkbyBub3QgdXNlIGl0",
  JIRA_SECRET: "this-secret-is-published-do-not-use-it",
};
