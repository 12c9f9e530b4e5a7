import type { OperationName } from "../domain/modelarts/operations.ts";
import type { Handler } from "./call.ts";
import { queryRange } from "./operations/aom.ts";
import { batchDevServers } from "./operations/batch-dev-servers.ts";
import { batchQueryMetricData, listMetrics } from "./operations/cloud-eye.ts";
import { createDevServer } from "./operations/create-dev-server.ts";
import {
  changeDevServerOs,
  deleteDevServer,
  getDevServerOperation,
  rebootDevServer,
  reinstallDevServerOs,
  showDevServer,
  startDevServer,
  stopDevServer,
  updateDevServer,
} from "./operations/dev-servers.ts";
import { filterServersByTag } from "./operations/ecs-tags.ts";
import {
  actOnLegacyNotebook,
  createLegacyNotebook,
  deleteLegacyNotebook,
  listLegacyNotebooks,
  showLegacyNotebook,
  updateLegacyNotebook,
} from "./operations/legacy-notebooks.ts";
import {
  listAllDevServers,
  listDevServerFlavors,
  listDevServers,
  syncDevServers,
} from "./operations/list-dev-servers.ts";
import { listAllNotebooks, listNotebookFlavors, listNotebooks } from "./operations/list-notebooks.ts";
import { renewLease, showLease } from "./operations/notebook-lease.ts";
import {
  createNotebook,
  deleteNotebook,
  showNotebook,
  startNotebook,
  stopNotebook,
  updateNotebook,
} from "./operations/notebooks.ts";
import {
  changeHyperinstanceOs,
  deleteHyperinstance,
  getHyperinstance,
  listHyperinstances,
  startHyperinstance,
  stopHyperinstance,
} from "./operations/supernodes.ts";

/** Who carries out which operation: every operation of the table has exactly one entry here, or nothing compiles. */
export const HANDLERS: { readonly [N in OperationName]: Handler<N> } = {
  CreateDevServer: createDevServer,
  ListDevServers: listDevServers,
  ListAllDevServers: listAllDevServers,
  ShowDevServer: showDevServer,
  UpdateDevServer: updateDevServer,
  StartDevServer: startDevServer,
  StopDevServer: stopDevServer,
  RebootDevServer: rebootDevServer,
  DeleteDevServer: deleteDevServer,
  ChangeDevServerOS: changeDevServerOs,
  ReinstallDevServerOS: reinstallDevServerOs,
  BatchDevServersAction: batchDevServers,
  SyncDevServers: syncDevServers,
  GetDevServerOperation: getDevServerOperation,
  ListDevServerFlavors: listDevServerFlavors,
  ListHyperinstances: listHyperinstances,
  GetHyperinstance: getHyperinstance,
  StartHyperinstance: startHyperinstance,
  StopHyperinstance: stopHyperinstance,
  ChangeHyperinstanceOS: changeHyperinstanceOs,
  DeleteHyperinstance: deleteHyperinstance,
  CreateLegacyNotebook: createLegacyNotebook,
  ListLegacyNotebooks: listLegacyNotebooks,
  ShowLegacyNotebook: showLegacyNotebook,
  UpdateLegacyNotebook: updateLegacyNotebook,
  DeleteLegacyNotebook: deleteLegacyNotebook,
  ActOnLegacyNotebook: actOnLegacyNotebook,
  CreateNotebook: createNotebook,
  ListNotebooks: listNotebooks,
  ListAllNotebooks: listAllNotebooks,
  ShowNotebook: showNotebook,
  UpdateNotebook: updateNotebook,
  DeleteNotebook: deleteNotebook,
  StartNotebook: startNotebook,
  StopNotebook: stopNotebook,
  ShowLease: showLease,
  RenewLease: renewLease,
  ListNotebookFlavors: listNotebookFlavors,
  BatchQueryMetricData: batchQueryMetricData,
  ListMetrics: listMetrics,
  QueryRange: queryRange,
  FilterServersByTag: filterServersByTag,
};
