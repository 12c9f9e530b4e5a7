/** A change in a document database; the three texts are extended JSON. */
export interface DocumentChange {
  size_bytes: string;
  token: string;
  full_document: string;
  ns: string;
}

/** What Document Database Service sends. */
export interface DdsEvent {
  records: {
    event_source: "dds";
    event_name: string;
    region: string;
    event_version: string;
    dds: DocumentChange;
    event_source_id: string;
  }[];
}

/** What GaussDB and GeminiDB for Mongo send. The name of the event has quotes inside in the template. */
export interface GaussMongoEvent {
  records: {
    event_source: "gauss_mongo";
    event_name: string;
    region: string;
    event_version: string;
    gauss_mongo: DocumentChange;
    event_source_id: string;
  }[];
  vernier: string;
}

const TOKEN = '{"_data": "825F0000000000000129295A1004"}';

const CHANGE: DocumentChange = {
  size_bytes: "100",
  token: TOKEN,
  full_document: '{"_id": {"$oid": "5f0000000000000000000001"},"name": "shop"}',
  ns: '{"db": "functiongraph","coll": "orders"}',
};

/** One insertion. */
export const DDS_EXAMPLE: DdsEvent = {
  records: [
    {
      event_source: "dds",
      event_name: "insert",
      region: "eu-west-101",
      event_version: "1.0",
      dds: CHANGE,
      event_source_id: "e6065860-f7b8-4cca-80bd-24ef2a3bb748",
    },
  ],
};

/** One insertion. */
export const GAUSS_MONGO_EXAMPLE: GaussMongoEvent = {
  records: [
    {
      event_source: "gauss_mongo",
      event_name: '"insert"',
      region: "eu-west-101",
      event_version: "1.0",
      gauss_mongo: CHANGE,
      event_source_id: "f6065860-f7b8-4cca-80bd-24ef2a3bb749",
    },
  ],
  vernier: TOKEN,
};
