import type { OperationName } from "../../domain/modelarts/operations.ts";
import { DEV_SERVER_FIDELITY } from "./dev-servers.ts";
import type { FieldGroup } from "./field-group.ts";
import { LEGACY_NOTEBOOK_FIDELITY } from "./legacy-notebooks.ts";
import { NOTEBOOK_FIDELITY } from "./notebooks.ts";
import { SIGNAL_FIDELITY } from "./signals.ts";
import { SUPERNODE_FIDELITY } from "./supernodes.ts";

/** What the emulator does for every operation of the table, by groups of fields; docs/emulator.md is made of it. */
export const FIDELITY: Readonly<Record<OperationName, readonly FieldGroup[]>> = {
  ...DEV_SERVER_FIDELITY,
  ...SUPERNODE_FIDELITY,
  ...LEGACY_NOTEBOOK_FIDELITY,
  ...NOTEBOOK_FIDELITY,
  ...SIGNAL_FIDELITY,
};

/** Calls that the documents or the SDK have and the emulator does not; each name stands for one call. */
export const NOT_EMULATED: readonly { readonly topic: string; readonly calls: readonly string[] }[] = [
  {
    topic: "Disks, addresses and networks of DevServers",
    calls: [
      "AttachDevServerVolume",
      "DetachDevServerVolume",
      "BindDevServerPublicIP",
      "ListDevServerPublicIP",
      "GetTopologies",
      "CreateRoceNetwork",
    ],
  },
  {
    topic: "Images and resource flavors of DevServers",
    calls: ["ListDevServerResourceflavors", "ListDevServerImages", "GetDevServerImage"],
  },
  {
    topic: "Jobs and plug-ins",
    calls: [
      "CreateJob",
      "ListJobs",
      "DeleteJobs",
      "ShowJob",
      "ListJobsOfService",
      "ListJobTemplates",
      "ShowJobTemplate",
      "ListPlugins",
    ],
  },
  {
    topic: "Supernode clusters, scaling and tags",
    calls: [
      "CreateHyperCluster",
      "ListHyperClusters",
      "GetHyperCluster",
      "DeleteHyperCluster",
      "ListAllHyperinstances",
      "GetHyperinstanceOperation",
      "EvaluateScale",
      "ScaleUp",
      "ScaleDown",
      "EvaluateCapacity",
      "ListHyperinstanceTags",
      "CreateHyperinstanceTags",
      "DeleteHyperinstanceTags",
    ],
  },
  { topic: "Scheduled events", calls: ["ListScheduledEvents", "AcceptScheduledEvent"] },
  { topic: "Older development environments", calls: ["ShowToken"] },
  {
    topic: "Images, storage and tags of notebooks",
    calls: [
      "ShowSwitchableFlavors",
      "CreateNotebookImage",
      "AttachDynamicStorage",
      "ListDynamicStorages",
      "ShowDynamicStorage",
      "DetachDynamicStorage",
      "CreateNotebookTags",
      "DeleteNotebookTags",
      "ListNotebookTags",
      "ListImages",
      "RegisterImage",
      "ShowImage",
      "DeleteImage",
      "ListImageGroups",
    ],
  },
  {
    topic: "Other ways to read metrics",
    calls: ["ShowMetricData", "ListSamples", "QueryInstant", "ListLabels", "ShowMetricsData"],
  },
];
