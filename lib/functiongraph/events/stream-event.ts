/** What Data Ingestion Service sends; `data` is base64. */
export interface DisEvent {
  ShardID: string;
  Message: {
    next_partition_cursor: string;
    records: { partition_key: string; data: string; sequence_number: string }[];
    millis_behind_latest: string | number;
  };
  Tag: string;
  StreamName: string;
}

/** What a device sends through IoTDA or IoT edge. */
export interface IotEvent {
  services: { properties: Record<string, unknown>; service_id: string; event_time: string }[];
  device_id: string;
  product_id: string;
}

/** One record of a stream. */
export const DIS_EXAMPLE: DisEvent = {
  ShardID: "shardId-0000000000",
  Message: {
    next_partition_cursor: "eyJpdGVyR2VuVGltZSI6MTc3MjQzNTUwMH0=",
    records: [{ partition_key: "order-1", data: "eyJvcmRlcklkIjoxfQ==", sequence_number: "0" }],
    millis_behind_latest: "",
  },
  Tag: "latest",
  StreamName: "dis-orders",
};

/** One reading of one device. */
export const IOT_EXAMPLE: IotEvent = {
  services: [{ properties: { temperature: 21 }, service_id: "sensor", event_time: "20260302T071140Z" }],
  device_id: "device-1",
  product_id: "product-1",
};
