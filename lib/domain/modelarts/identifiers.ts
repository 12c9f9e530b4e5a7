import { someText, text } from "./rule.ts";

const UUID = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}";

/** Path parameter `project_id` of every call ("Creating a DevServer Instance", 2025-08-20, table 1). */
export const ProjectId = text(/^[-a-zA-Z0-9]{1,64}$/, "1 to 64 letters, digits and hyphens (-)");

/**
 * Id of a DevServer or supernode. "Reinstalling the OS Image of the DevServer Server" (2025-08-20) gives this pattern,
 * other pages only "1 to 64 characters"; the stricter one is taken because every sample fits it and it goes into a path.
 */
export const DevServerId = text(
  /^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  "a UUID in lower case, version 1 to 5",
);

/** A string of 36 characters in UUID format. */
export const Uuid = text(new RegExp(`^${UUID}$`), "a string of 36 characters in UUID format");

/** Id of an older development environment: samples show `DE-` and a UUID, and the bare UUID. */
export const LegacyNotebookId = text(new RegExp(`^(?:DE-)?${UUID}$`), "a UUID, with or without DE- in front");

/** Id of an operation on a DevServer; the documents give its length only. */
export const OperationId = text(
  /^[-_.a-zA-Z0-9]{1,64}$/,
  "1 to 64 letters, digits, hyphens, underscores and periods",
);

/** Names of servers, supernodes and key pairs. */
export const ServerName = text(
  /^[-_.a-zA-Z0-9]{1,64}$/,
  "1 to 64 letters, digits, hyphens (-), underscores (_) and periods (.)",
);

/** Availability zone and resource flavor. */
export const LongName = text(
  /^[-_.a-zA-Z0-9]{1,256}$/,
  "1 to 256 letters, digits, hyphens (-), underscores (_) and periods (.)",
);

/** Id of a workspace: `0`, or 32 characters. */
export const WorkspaceId = text(/^(?:0|[0-9a-z]{32})$/, "0, or 32 letters and digits");

/** Id of a resource pool; no rule is documented. */
export const PoolId = someText.max(256, "at most 256 characters");

/** Description of a notebook of either generation. */
export const Description = text(/^[^&<>"'/]{0,512}$/, "at most 512 characters, none of & < > \" ' /");
