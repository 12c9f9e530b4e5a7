import * as z from "zod";
import { CLOUD_NAMES } from "../domain/clouds.ts";
import { ProjectId } from "../domain/modelarts/identifiers.ts";
import { RESOURCE_KINDS } from "../domain/resource.ts";
import { Truth } from "./truth.ts";

/** Most machines in one fleet. */
export const FLEET_MACHINES_MAX = 200_000;

const MINUTES_MAX = 5_256_000;
const minutesAgo = z.number().min(0).max(MINUTES_MAX);
const word = z.string().min(1).max(128);

/** Verbs whose next transition can be made to fail. */
export const FAILABLE = ["create", "start", "stop", "reboot", "os", "delete"] as const;

/** One machine of a fleet. Times count backwards from the moment the fleet is loaded. */
export const FleetMachine = z.strictObject({
  kind: z.enum(RESOURCE_KINDS),
  name: word,
  /** A UUID (`DE-…` for `legacy-notebook`); derived from seed and position when left out. */
  id: word.optional(),
  /** Project id; the first one of `projects` when left out, or every project if the fleet names none. */
  project: ProjectId.optional(),
  status: word.default("RUNNING"),
  flavor: word.optional(),
  /** Yearly/monthly exists for DevServers and supernodes only. */
  billing: z.enum(["POST_PAID", "PRE_PAID"]).default("POST_PAID"),
  /** What stands under a DevServer. */
  serverType: z.enum(["ECS", "BMS", "HPS"]).optional(),
  /** Name of the supernode of this fleet that a DevServer belongs to. */
  supernode: word.optional(),
  user: z.strictObject({ id: word, name: word }).optional(),
  /** Tags of the ECS behind a DevServer, or of a notebook. */
  tags: z.record(z.string().min(1).max(36), z.string().max(43)).default({}),
  /** Notebook lease; counted from the creation like the cloud does. */
  lease: z
    .strictObject({
      type: z.enum(["timing", "idle"]).default("timing"),
      /** Milliseconds from the last start, or of idleness. */
      durationMs: z
        .int()
        .min(1)
        .max(MINUTES_MAX * 60_000),
    })
    .optional(),
  /** Automatic stop of an old development environment, seconds from its start. */
  autoStopSeconds: z.int().min(3600).max(86_400).optional(),
  imageId: word.optional(),
  createdMinutesAgo: minutesAgo.default(2880),
  /** Start of the present run; the creation when left out. */
  startedMinutesAgo: minutesAgo.optional(),
  /** End of the last run of a stopped machine. */
  stoppedMinutesAgo: minutesAgo.optional(),
  /** Steps whose next transition ends in its documented failure status. */
  failNext: z.array(z.enum(FAILABLE)).default([]),
  truth: Truth.default({ pattern: "idle" }),
});
export type FleetMachine = z.infer<typeof FleetMachine>;
/** A machine as somebody writes it, before defaults. */
export type FleetMachineInput = z.input<typeof FleetMachine>;

/** A fleet file: machines, whose they are and what really goes on in them. */
export const Fleet = z.strictObject({
  /** Seed of derived ids and metric noise; the seed of the emulator when left out. */
  seed: z.int().optional(),
  /** Cloud of every project when no project is named. */
  cloud: z.enum(CLOUD_NAMES).default("huaweicloud"),
  /** Projects that exist; any project is accepted when neither this nor a machine names one. */
  projects: z.record(ProjectId, z.strictObject({ cloud: z.enum(CLOUD_NAMES) })).default({}),
  machines: z.array(FleetMachine).max(FLEET_MACHINES_MAX).default([]),
});
export type Fleet = z.infer<typeof Fleet>;
/** A fleet as somebody writes it, before defaults. */
export type FleetInput = z.input<typeof Fleet>;
