/** What a topic of Simple Message Notification sends. The list is called `record`, not `Records`. */
export interface SmnEvent {
  record: SmnRecord[];
  functionname: string;
  requestId: string;
  timestamp: string;
}

/** One message of a topic. */
export interface SmnRecord {
  event_version: string;
  smn: {
    topic_urn: string;
    timestamp: string;
    message_attributes: unknown;
    message: string;
    type: string;
    message_id: string;
    subject: string;
  };
  event_subscription_urn: string;
  event_source: "smn";
}

/** One notification. */
export const SMN_EXAMPLE: SmnEvent = {
  record: [
    {
      event_version: "1.0",
      smn: {
        topic_urn: "urn:smn:eu-west-101:0f1e2d3c4b5a69788796a5b4c3d2e1f0:alerts",
        timestamp: "2026-03-02T07:11:40Z",
        message_attributes: null,
        message: "disk usage above 90%",
        type: "notification",
        message_id: "b3b5f6b1a2c34d5e8f90a1b2c3d4e5f6",
        subject: "disk alert",
      },
      event_subscription_urn:
        "urn:fss:eu-west-101:0f1e2d3c4b5a69788796a5b4c3d2e1f0:function:default:orders:latest",
      event_source: "smn",
    },
  ],
  functionname: "orders",
  requestId: "7c307f6a-cf68-4e65-8be0-4c77405a1b2c",
  timestamp: "Mon Mar 02 2026 15:11:40 GMT+0800 (CST)",
};
