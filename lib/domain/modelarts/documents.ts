/** A document that rules and shapes are taken from. */
export interface SourceDocument {
  readonly title: string;
  /** Day, or month where the document shows no day. */
  readonly date: string;
}

const devServerPages = "ModelArts API Reference, Lite Server";
const otcNotebookPages = "OTC ModelArts API Reference, Development Environment Management";

/** Every document the schemas of this folder follow. The newer one wins where two disagree. */
export const DOCUMENTS = {
  createDevServer: { title: "Creating a DevServer Instance", date: "2025-08-20" },
  reinstallDevServerOs: { title: "Reinstalling the OS Image of the DevServer Server", date: "2025-08-20" },
  batchDevServers: { title: "Performing Operations on DevServer Instances in Batches", date: "2025-11-19" },
  devServers: { title: devServerPages, date: "2026-01" },
  sdk: { title: "huaweicloud-sdk-nodejs-v3, modelarts v1", date: "2026-07" },
  createLegacyNotebook: { title: "Creating a Development Environment Instance", date: "2023-12" },
  createLegacyNotebookOtc: { title: "Creating a Development Environment Instance (OTC)", date: "2025-08" },
  legacyNotebooks: { title: "Historical APIs, DevEnviron (Old Version)", date: "2025-08" },
  notebooks: { title: otcNotebookPages, date: "2025-08" },
  cloudEye: { title: "Cloud Eye API Reference, API V1.0", date: "2025-08" },
  aom: { title: "AOM API Reference, Prometheus queries", date: "2026-07" },
  ecsTags: { title: "Elastic Cloud Server API Reference, Querying ECSs by Tag", date: "2025-08" },
} as const satisfies Record<string, SourceDocument>;

/** The way a document is named in error texts: `"Creating a DevServer Instance", 2025-08-20`. */
export function citation(document: SourceDocument): string {
  return `"${document.title}", ${document.date}`;
}
