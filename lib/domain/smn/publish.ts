import type { Cloud } from "../clouds.ts";

/**
 * Most bytes of a message for a topic of SMN. Source: "Publishing a Message" of the SMN API reference (Huawei Cloud and
 * Open Telekom Cloud). One edition counts the 512 of a subject in characters and the others in bytes; bytes fit both.
 */
export const PUBLISH_BYTES_MAX = { subject: 512, message: 262_144 } as const;

/** Permission of the call ("Permissions and Supported Actions" of the SMN API reference); a project's, not global. */
export const PUBLISH_ACTION = "smn:topic:publish";

const DOMAINS: Readonly<Record<Cloud, string>> = {
  huaweicloud: "myhuaweicloud.com",
  otc: "otc.t-systems.com",
};

/** Origin of SMN in a region. No table says where it is offered: targets lie in regions that have it. */
export function smnEndpoint(cloud: Cloud, region: string): string {
  return `https://smn.${region}.${DOMAINS[cloud]}`;
}

/** Path of the one call that is made of SMN, a POST; the topic's name was encoded before. */
export function publishPath(projectId: string, encodedUrn: string): string {
  return `/v2/${projectId}/notifications/topics/${encodedUrn}/publish`;
}
