export { AutomationError } from "../domain/errors.ts";
export type { Handled } from "../emulator/call.ts";
export {
  createEmulator,
  type Emulator,
  type EmulatorOptions,
  initialState,
  parseFleet,
} from "../emulator/create-emulator.ts";
export type { Fault, FaultKind } from "../emulator/fault.ts";
export type { Fleet, FleetInput, FleetMachine, FleetMachineInput } from "../emulator/fleet.ts";
export { DEFAULT_MIX, type GenerateFleet, generateFleet } from "../emulator/generate-fleet.ts";
export { handle } from "../emulator/handle.ts";
export type { Effect, JournalEntry } from "../emulator/journal.ts";
export type { Machine } from "../emulator/machine.ts";
export { seededRandom } from "../emulator/noise.ts";
export type { EmulatorRequest, EmulatorResponse } from "../emulator/request.ts";
export { machinesOf, reallyWorks } from "../emulator/reveal.ts";
export { SAMPLE_FLEET, SAMPLE_PROJECTS } from "../emulator/sample-fleet.ts";
export { type RunningEmulator, type StartOptions, startEmulator } from "../emulator/start-emulator.ts";
export type { EmulatorCredentials, EmulatorState, Quirks } from "../emulator/state.ts";
export type { Pattern, Truth } from "../emulator/truth.ts";
