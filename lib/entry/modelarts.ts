export {
  type EnvironmentCredentialsOptions,
  environmentCredentials,
  type ProfileCredentialsOptions,
  profileCredentials,
  staticCredentials,
} from "../clients/credentials.ts";
export type { CallFunction, ModelArtsCalls } from "../clients/modelarts/calls.ts";
export {
  createModelArtsClient,
  type ModelArtsClient,
  type ModelArtsClientOptions,
} from "../clients/modelarts/client.ts";
export type { ModelArtsListings, Pages } from "../clients/modelarts/listings.ts";
export {
  collectPages,
  type Listing,
  type ListingDoubt,
  listingOfOnePage,
} from "../clients/modelarts/paging.ts";
export { createPressure, type Pressure } from "../clients/pressure/create-pressure.ts";
export type { Answer } from "../clients/read-answer.ts";
export {
  CLIENT_LIMITS,
  type ClientLimits,
  type PreparedCall,
  type SignedClient,
} from "../clients/signed-client.ts";
export { createNodeTransport, NODE_LIMITS } from "../clients/transport/node-https.ts";
export { createUndiciTransport, UNDICI_LIMITS } from "../clients/transport/undici.ts";
export { CLOUDS, type Cloud, type CloudFacts, endpointOf, type Service } from "../domain/clouds.ts";
export {
  AutomationError,
  ERROR_CODES,
  type ErrorCode,
  type ErrorDetails,
  isAutomationError,
} from "../domain/errors.ts";
export { QueryRangeQuery, RangeAnswer } from "../domain/modelarts/aom.ts";
export {
  type BrokenRule,
  checkQuery,
  checkRequest,
  type QueryOf,
  type RequestOf,
} from "../domain/modelarts/check-request.ts";
export {
  batchQueryMetricDataRequest,
  ListMetricsQuery,
  MetricDataBatch,
  MetricList,
  metricsPerCall,
} from "../domain/modelarts/cloud-eye.ts";
export {
  BatchActionRequest,
  ListDevServersQuery,
  ListSupernodesQuery,
  StartDevServerRequest,
  UpdateDevServerRequest,
} from "../domain/modelarts/dev-server-action-request.ts";
export {
  DevServerFlavor,
  DevServerFlavorPage,
  ListDevServerFlavorsQuery,
} from "../domain/modelarts/dev-server-flavor.ts";
export {
  ChangeOsRequest,
  ChangeSupernodeOsRequest,
  CreateDevServerRequest,
  ServerOsRequest,
} from "../domain/modelarts/dev-server-request.ts";
export { DevServer, DevServerOperation, DevServerPage } from "../domain/modelarts/dev-server-response.ts";
export { DOCUMENTS, type SourceDocument } from "../domain/modelarts/documents.ts";
export { FilterServersByTagRequest, TaggedServers } from "../domain/modelarts/ecs-tags.ts";
export {
  type CreateLegacyNotebookRequest,
  createLegacyNotebookRequest,
  LegacyNotebookActionRequest,
  ListLegacyNotebooksQuery,
  legacyNotebookActionRequest,
  UpdateLegacyNotebookRequest,
} from "../domain/modelarts/legacy-notebook-request.ts";
export {
  LegacyNotebook,
  LegacyNotebookActionAnswer,
  LegacyNotebookDeletion,
  LegacyNotebookList,
} from "../domain/modelarts/legacy-notebook-response.ts";
export { NotebookFlavor, NotebookFlavorPage } from "../domain/modelarts/notebook-flavor.ts";
export {
  ListNotebookFlavorsQuery,
  type ListNotebooksQuery,
  listNotebooksQuery,
} from "../domain/modelarts/notebook-query.ts";
export {
  CreateNotebookRequest,
  createNotebookRequest,
  RenewLeaseQuery,
  RenewLeaseRequest,
  StartNotebookQuery,
  UpdateNotebookRequest,
} from "../domain/modelarts/notebook-request.ts";
export { Lease, Notebook, NotebookPage } from "../domain/modelarts/notebook-response.ts";
export type { Operation } from "../domain/modelarts/operation.ts";
export { OPERATIONS, type OperationName } from "../domain/modelarts/operations.ts";
export { SECRET_FIELDS } from "../domain/modelarts/secret-fields.ts";
export {
  DEV_SERVER_STATUS_CLASSES,
  LEGACY_NOTEBOOK_STATUS_CLASSES,
  NOTEBOOK_STATUS_CLASSES,
  type StatusClass,
  statusClassOf,
} from "../domain/modelarts/status-classes.ts";
export {
  DEV_SERVER_STATUSES,
  type DevServerStatus,
  devServerStatusOf,
  LEGACY_NOTEBOOK_STATUSES,
  type LegacyNotebookStatus,
  NOTEBOOK_STATUSES,
  type NotebookStatus,
  SUPERNODE_STATUSES,
  type SupernodeStatus,
  serverStatusOfSupernode,
} from "../domain/modelarts/statuses.ts";
export { Supernode, SupernodePage } from "../domain/modelarts/supernode.ts";
export type { Credentials, CredentialsProvider } from "../ports/credentials.ts";
export type { HttpTransport, WireRequest, WireResponse } from "../ports/http-transport.ts";
