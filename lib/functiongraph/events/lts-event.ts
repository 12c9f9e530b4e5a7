/** What Log Tank Service sends: base64 of the JSON of {@link LtsLogs}. */
export interface LtsEvent {
  lts: { data: string };
}

/** What stands in `lts.data`. */
export interface LtsLogs {
  /** JSON text of a list of lines, each with `message`, `time`, `host_name`, `ip`, `path`, `log_uid`, `line_no`. */
  logs: string;
  owner: string;
  log_group_id: string;
  log_topic_id: string;
}

const LOGS: LtsLogs = {
  logs: JSON.stringify([
    {
      message: "2026-03-02/09:15:00 [WARN] [pay.go:31] slow response",
      time: 1_772_442_900_123,
      host_name: "ecs-a",
      ip: "192.168.1.10",
      path: "/var/log/pay.log",
      log_uid: "5f0c2b1e-16b2-11f1-9a3d-286ed488c870",
      line_no: 1,
    },
  ]),
  owner: "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
  log_group_id: "2d3e4f50-16b2-11f1-9a3d-286ed488c870",
  log_topic_id: "3e4f5061-16b2-11f1-9a3d-286ed488c870",
};

/** One line of one log. */
export const LTS_EXAMPLE: LtsEvent = {
  lts: { data: Buffer.from(JSON.stringify(LOGS)).toString("base64") },
};
