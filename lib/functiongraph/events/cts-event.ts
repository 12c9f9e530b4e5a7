/** What Cloud Trace Service sends: somebody did something to a resource. */
export interface CtsEvent {
  cts: {
    /** Text such as `2026/03/02 15:11:40 GMT+08:00`, epoch seconds (a template) or milliseconds (seen on OTC). */
    time: string | number;
    user: { name: string; id: string; domain: { name: string; id: string } };
    request: unknown;
    response: unknown;
    /** HTTP status; a number or a text. */
    code: number | string;
    service_type: string;
    resource_type: string;
    resource_name: string;
    resource_id: string;
    trace_name: string;
    trace_type: string;
    record_time: string | number;
    trace_id: string;
    trace_status: string;
    /** OTC adds more, such as `api_version`, `project_id`, `source_ip`, `trace_rating`. */
    [more: string]: unknown;
  };
}

/** One trace, as on Huawei Cloud. */
export const CTS_EXAMPLE: CtsEvent = {
  cts: {
    time: "2026/03/02 15:11:40 GMT+08:00",
    user: {
      name: "alice",
      id: "b0c1d2e3f4a5061728394a5b6c7d8e9f",
      domain: { name: "example-domain", id: "a0b1c2d3e4f5061728394a5b6c7d8e9f" },
    },
    request: {},
    response: {},
    code: 204,
    service_type: "FunctionGraph",
    resource_type: "graph",
    resource_name: "workflow-1",
    resource_id: "workflow-1-id",
    trace_name: "startGraph",
    trace_type: "ConsoleAction",
    record_time: "2026/03/02 15:11:40 GMT+08:00",
    trace_id: "69be64a7-0233-11f1-82e4-e5d37911193e",
    trace_status: "normal",
  },
};

/** One trace, as seen on Open Telekom Cloud: code 0, milliseconds, more fields. Values are invented. */
export const CTS_OTC_EXAMPLE: CtsEvent = {
  cts: {
    ...CTS_EXAMPLE.cts,
    time: 1_772_435_500_000,
    record_time: 1_772_435_500_000,
    code: 0,
    api_version: "1.0",
    domain_id: "a0b1c2d3e4f5061728394a5b6c7d8e9f",
    message: "",
    operation_id: "startGraph",
    project_id: "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
    read_only: false,
    resource_account_id: "a0b1c2d3e4f5061728394a5b6c7d8e9f",
    source_ip: "203.0.113.7",
    trace_rating: "normal",
  },
};
