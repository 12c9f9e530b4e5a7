/** What a timer sends. */
export interface TimerEvent {
  /** `v1.0`; a newer template says `v2.0`. */
  version: string;
  /** RFC 3339 with an offset: the time it fired for. */
  time: string;
  trigger_type: "TIMER";
  trigger_name: string;
  /** The trigger's "additional information", as text. */
  user_event: string;
}

/** One tick. */
export const TIMER_EXAMPLE: TimerEvent = {
  version: "v1.0",
  time: "2026-03-02T08:30:00+08:00",
  trigger_type: "TIMER",
  trigger_name: "nightly_cleanup",
  user_event: '{"job":"cleanup"}',
};
