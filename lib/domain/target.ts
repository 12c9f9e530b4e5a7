import * as z from "zod";
import { TargetName } from "./resource.ts";

/** A value that is looked up where Curfew runs, so that it never stands in a file: `env:NAME`. */
export const EnvReference = z.string().regex(/^env:[A-Za-z_][A-Za-z0-9_]*$/, "a reference such as env:NAME");

/** A secret that is looked up where Curfew runs: in the environment, a file, or a store of secrets. */
export const SecretReference = z
  .string()
  .regex(
    /^(env:[A-Za-z_][A-Za-z0-9_]*|file:\/.{1,500}|secretsmanager:[\w/+=.@:#-]{1,2048}|ssm:\/?[\w./#-]{1,1024})$/,
    "a reference such as env:NAME or file:/run/secrets/name, never the secret itself",
  );

/** The clouds Curfew speaks to. What each of them offers stands in `clouds.ts`. */
export const CloudName = z.enum(["huaweicloud", "otc"]);
export type CloudName = z.infer<typeof CloudName>;

/** One cloud, region and project with the credentials to use there. */
export const Target = z.object({
  name: TargetName,
  cloud: CloudName,
  region: z.string(),
  /** Project id, or `env:NAME`. */
  project: z.string(),
  /** `env:PREFIX` (PREFIX_ACCESS_KEY …, see docs/configuration.md), `profile`, `profile:PATH` or `agency`. */
  credentials: z.string(),
  /** Origin that stands in for every service of the cloud, for the emulator or a proxy. */
  endpoint: z.string().nullable(),
  /** Path of the price file, relative to the config. */
  prices: z.string().nullable(),
});
export type Target = z.infer<typeof Target>;
