/** How long each transition takes at speed 1, in seconds. */
export const TRANSITION_SECONDS = {
  // Ratio create 45 : stop 40 : start 40 : reboot 60 : OS 240, read from public provider test runs and one sample.
  "dev-server": { create: 45, start: 40, stop: 40, reboot: 60, os: 240, delete: 30 },
  // No public figure exists for a supernode; it is given the times of its servers.
  supernode: { create: 45, start: 40, stop: 40, reboot: 60, os: 240, delete: 30 },
  notebook: { create: 30, start: 30, stop: 10, reboot: 30, os: 30, delete: 10 },
  // The show sample puts RUNNING 58.8 s after the creation of an old development environment.
  "legacy-notebook": { create: 59, start: 30, stop: 10, reboot: 40, os: 30, delete: 0 },
} as const;

/** From a yearly/monthly order to its machines, in seconds. No public figure exists. */
export const ORDER_SECONDS = 300;

/** What takes time. */
export type TimedStep = keyof (typeof TRANSITION_SECONDS)["dev-server"];

/** Duration of a step in milliseconds at a given speed (2 means twice as fast). */
export function transitionMs(kind: keyof typeof TRANSITION_SECONDS, step: TimedStep, speed: number): number {
  return Math.max(1, Math.round((TRANSITION_SECONDS[kind][step] * 1000) / speed));
}
