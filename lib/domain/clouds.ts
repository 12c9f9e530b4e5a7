import { AutomationError } from "./errors.ts";

/** Names of the clouds that Curfew speaks to. */
export const CLOUD_NAMES = ["huaweicloud", "otc"] as const;
/** Huawei Cloud or Open Telekom Cloud. */
export type Cloud = (typeof CLOUD_NAMES)[number];

/** The services Curfew calls; each has a host of its own. */
export const SERVICES = ["modelarts", "ces", "aom", "ecs", "iam"] as const;
/** See {@link SERVICES}. */
export type Service = (typeof SERVICES)[number];

/** What a cloud can do, and where it answers. Pure data: everything that differs between clouds stands here. */
export interface CloudFacts {
  readonly title: string;
  /** DevServer (Lite Server) API. */
  readonly devServers: boolean;
  /** Supernodes ("hyperinstance", HPS). */
  readonly supernodes: boolean;
  /** Yearly/monthly billing of DevServers. */
  readonly prepaid: boolean;
  /** The older development environments, `/demanager/instances`. */
  readonly legacyNotebooks: boolean;
  /** Actions `restart`, `queue`, `dequeue` on older development environments. */
  readonly legacyRestart: boolean;
  /** The newer `/notebooks` API. */
  readonly notebooks: boolean;
  /** Notebook lease of type `idle`: stopped by the cloud's own idle detector. */
  readonly idleLease: boolean;
  /** `ma_container_*` metrics of notebooks in AOM. */
  readonly aomContainerMetrics: boolean;
  /** Most metrics in one batch query to Cloud Eye. */
  readonly cesMetricsPerCallMax: number;
  /** Most dimensions of one metric in Cloud Eye. */
  readonly cesDimensionsMax: number;
  /** Periods Cloud Eye accepts, in seconds; 1 means raw data. */
  readonly cesPeriods: readonly number[];
  /** Regions with a ModelArts endpoint. */
  readonly regions: readonly string[];
  /** Further regions in which a service answers although ModelArts does not. */
  readonly moreRegions: Readonly<Partial<Record<Service, readonly string[]>>>;
  /** Host of each service; `{region}` stands for the region. */
  readonly hosts: Readonly<Record<Service, string>>;
}

/**
 * Facts per cloud. Sources: ModelArts, Cloud Eye and AOM API references of both clouds, the region table of the
 * vendor's SDK (2026-07) and the "Regions and Endpoints" page of Open Telekom Cloud.
 */
export const CLOUDS: Readonly<Record<Cloud, CloudFacts>> = {
  huaweicloud: {
    title: "Huawei Cloud",
    devServers: true,
    supernodes: true,
    prepaid: true,
    legacyNotebooks: true,
    legacyRestart: true,
    notebooks: true,
    idleLease: true,
    aomContainerMetrics: true,
    cesMetricsPerCallMax: 500,
    cesDimensionsMax: 4,
    cesPeriods: [1, 60, 300, 1200, 3600, 14_400, 86_400],
    regions: [
      ...["cn-north-1", "cn-north-2", "cn-north-4", "cn-north-9", "cn-north-11", "cn-north-12"],
      ...["cn-east-3", "cn-east-4", "cn-south-1", "cn-southwest-2", "cn-southwest-3"],
      ...["ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4"],
      ...["la-south-2", "la-north-2", "sa-brazil-1"],
      ...["af-south-1", "af-north-1", "tr-west-1", "me-east-1"],
    ],
    moreRegions: {},
    // The SDK's region table sends ModelArts in ap-southeast-1 to "myhuaweicloud.cn", the API reference and every
    // other service to ".com". The documented host is taken; whoever needs the other sets the endpoint.
    hosts: {
      modelarts: "modelarts.{region}.myhuaweicloud.com",
      ces: "ces.{region}.myhuaweicloud.com",
      aom: "aom.{region}.myhuaweicloud.com",
      ecs: "ecs.{region}.myhuaweicloud.com",
      iam: "iam.{region}.myhuaweicloud.com",
    },
  },
  otc: {
    title: "Open Telekom Cloud",
    devServers: false,
    supernodes: false,
    prepaid: false,
    legacyNotebooks: true,
    legacyRestart: false,
    notebooks: true,
    // "idle" stands in the OTC text, but nothing there says that an idle detector exists behind it.
    idleLease: false,
    aomContainerMetrics: false,
    cesMetricsPerCallMax: 10,
    cesDimensionsMax: 3,
    cesPeriods: [1, 300, 1200, 3600, 14_400, 86_400],
    regions: ["eu-de"],
    moreRegions: { ces: ["eu-nl"], aom: ["eu-nl"], ecs: ["eu-nl"], iam: ["eu-nl"] },
    hosts: {
      modelarts: "modelarts.{region}.otc.t-systems.com",
      ces: "ces.{region}.otc.t-systems.com",
      aom: "aom.{region}.otc.t-systems.com",
      ecs: "ecs.{region}.otc.t-systems.com",
      iam: "iam.{region}.otc.t-systems.com",
    },
  },
};

/**
 * Origin of a service, for example `https://modelarts.eu-de.otc.t-systems.com`.
 * Throws `not-supported` for a region in which the service is not known to answer; an explicit endpoint is the way out.
 */
export function endpointOf(cloud: Cloud, service: Service, region: string): string {
  const facts = CLOUDS[cloud];
  const known = [...facts.regions, ...(facts.moreRegions[service] ?? [])];
  if (!known.includes(region)) {
    throw new AutomationError(
      "not-supported",
      `region: ${service} of ${facts.title} is not known in ${JSON.stringify(region.slice(0, 64))}; known are ${known.join(", ")}. Set an endpoint to use another one`,
      { details: { field: "region", rule: `one of ${known.join(", ")}` } },
    );
  }
  return `https://${facts.hosts[service].replace("{region}", region)}`;
}
