import * as z from "zod";
import { Span } from "./duration.ts";
import { PHASES_OF_MACHINE, RESOURCE_KINDS, type ResourceKind, type Standing } from "./resource.ts";

/**
 * How a verb may go wrong decides how it is carried out. `convergent`: wanted state, planned only when not
 * already true, may be repeated after reading again. `once-only`: at most one effect, whatever crashes.
 * `local`: changes nothing in the cloud.
 */
export type Repeat = "convergent" | "once-only" | "local";

const KeyPair = z
  .string()
  .regex(/^[-_.a-zA-Z0-9]{1,64}$/, "1 to 64 letters, digits, hyphens, underscores and periods");
const Uuid = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, "a lower-case UUID");
const None = z.strictObject({});

/**
 * Passwords never travel through an event: a log, a ticket or a queue would keep them. A key pair, or a
 * reference that is resolved only when the call is built.
 */
const Login = {
  keyPair: KeyPair.optional().meta({
    description: "Name of the key pair to log in with afterwards.",
    examples: ["ops"],
  }),
  password: z
    .string()
    .regex(/^env:[A-Z][A-Z0-9_]*$/, "a reference such as env:SERVER_PASSWORD, never the password itself")
    .optional()
    .meta({
      description: "Reference to the password to log in with afterwards; a key pair is better.",
      examples: ["env:SERVER_PASSWORD"],
    }),
};

const Leave = z
  .enum(["as-found", "running", "stopped"])
  .default("as-found")
  .meta({
    description: "How the machine is to stand when all is done. Default: as-found.",
    examples: ["as-found"],
  });

/** Fixed shape of a verb's row. */
export interface Verb {
  readonly repeat: Repeat;
  /** Kinds it applies to; for a creation, the kind that is made. */
  readonly resources: readonly ResourceKind[];
  readonly parameters: z.ZodType<Readonly<Record<string, unknown>>>;
  /** Standings from which the cloud accepts it, told in the documents' words in docs/actions.md. */
  readonly from: readonly Standing[];
  /** Where the machine stands when it is done. */
  readonly wanted: Standing | null;
  /** Whether it takes something away from a person, so that holds and caps apply. */
  readonly disruptive: boolean;
  /** Whether it brings something new into being. */
  readonly creates: boolean;
  /** The verb that takes it back, when there is one. */
  readonly undo: string | null;
  readonly summary: string;
}

/**
 * The one table of verbs: command line, chat, tickets, queue messages, policies (`then`) and the `allow:` wall
 * read it, and `docs/actions.md` is generated from it.
 */
export const VERBS = {
  stop: {
    repeat: "convergent",
    resources: ["notebook", "legacy-notebook", "dev-server", "supernode"],
    parameters: None,
    from: ["running", "failed"],
    wanted: "stopped",
    disruptive: true,
    creates: false,
    undo: "start",
    summary: "Stop a machine.",
  },
  start: {
    repeat: "convergent",
    resources: ["notebook", "legacy-notebook", "dev-server", "supernode"],
    parameters: z.strictObject({
      hours: z
        .number()
        .min(1, "1 to 72 hours")
        .max(72, "1 to 72 hours")
        .optional()
        .meta({
          description: "Notebooks only: hours until the cloud stops it again, 1 to 72.",
          examples: [8],
        }),
    }),
    from: ["stopped", "failed"],
    wanted: "running",
    disruptive: false,
    creates: false,
    undo: "stop",
    summary: "Start a machine.",
  },
  lease: {
    repeat: "convergent",
    resources: ["notebook", "legacy-notebook"],
    parameters: z.strictObject({
      type: z
        .enum(["timing", "idle"])
        .optional()
        .meta({
          description:
            "idle: after so many idle hours, by the cloud's own detector; timing: after so many hours, whatever runs. Default: idle where the cloud has a detector; timing has to be written.",
          examples: ["idle"],
        }),
      hours: z
        .number()
        .min(1, "1 to 72 hours")
        .max(72, "1 to 72 hours")
        .meta({ description: "Hours from now, 1 to 72.", examples: [2] }),
    }),
    from: ["running"],
    wanted: "running",
    disruptive: false,
    creates: false,
    undo: null,
    summary: "Set when the cloud itself stops a notebook (its notebook lease, or auto_stop of the old form).",
  },
  reboot: {
    repeat: "once-only",
    resources: ["dev-server"],
    parameters: None,
    from: ["running"],
    wanted: "running",
    disruptive: true,
    creates: false,
    undo: null,
    summary: "Restart a DevServer.",
  },
  "reinstall-os": {
    repeat: "once-only",
    resources: ["dev-server"],
    parameters: z.strictObject({ ...Login, leave: Leave }),
    from: ["stopped"],
    wanted: "running",
    disruptive: true,
    creates: false,
    undo: null,
    summary: "Reinstall the operating system: stop, reinstall, leave as found.",
  },
  "change-os": {
    repeat: "once-only",
    resources: ["dev-server", "supernode"],
    parameters: z.strictObject({
      ...Login,
      image: Uuid.meta({
        description: "Id of the image to change to.",
        examples: ["9ad0b2c4-1111-4222-8333-444455556666"],
      }),
      leave: Leave,
    }),
    from: ["stopped"],
    wanted: "running",
    disruptive: true,
    creates: false,
    undo: null,
    summary: "Change to another system image: stop, change, leave as found.",
  },
  delete: {
    repeat: "once-only",
    resources: ["notebook", "legacy-notebook", "dev-server", "supernode"],
    parameters: None,
    from: ["stopped", "running", "failed"],
    wanted: "gone",
    disruptive: true,
    creates: false,
    undo: null,
    summary: "Delete a machine.",
  },
  "create-notebook": {
    repeat: "once-only",
    resources: ["notebook"],
    parameters: z.record(z.string(), z.unknown()),
    from: [],
    wanted: "running",
    disruptive: false,
    creates: true,
    undo: "delete",
    summary: "Order a notebook; the parameters are the request body of the API.",
  },
  "create-legacy-notebook": {
    repeat: "once-only",
    resources: ["legacy-notebook"],
    parameters: z.record(z.string(), z.unknown()),
    from: [],
    wanted: "running",
    disruptive: false,
    creates: true,
    undo: "delete",
    summary: "Order a notebook of the old form; the parameters are the request body of the API.",
  },
  "create-dev-server": {
    repeat: "once-only",
    resources: ["dev-server"],
    parameters: z.record(z.string(), z.unknown()),
    from: [],
    wanted: "running",
    disruptive: false,
    creates: true,
    undo: "delete",
    summary: "Order a DevServer; the parameters are the request body of the API.",
  },
} as const satisfies Record<string, Verb>;

const End = {
  for: Span.optional().meta({
    description: "How long: a hold counts from now, an extension from the end that there is.",
    examples: ["2h"],
  }),
  until: z.iso
    .datetime({ error: "a time in UTC such as 2026-01-15T18:00:00Z" })
    .optional()
    .meta({ description: "The end itself, instead of for.", examples: ["2026-01-15T18:00:00Z"] }),
};

/** When an exception ends: exactly one of `for` and `until`, since one without an end would be forgotten. */
export const ExceptionEnd = z
  .strictObject(End)
  .refine((end) => (end.for === undefined) !== (end.until === undefined), {
    error: "an exception always ends: give either for (such as 2h) or until (such as 2026-01-15T18:00:00Z)",
  });

const LOCAL = {
  repeat: "local",
  resources: RESOURCE_KINDS,
  from: PHASES_OF_MACHINE,
  wanted: null,
  disruptive: false,
  creates: false,
} as const;

/**
 * Verbs that change nothing in the cloud: a person's exceptions, kept in the store. They are asked for like the others
 * and logged like the others. No policy that comes round by itself can do one, or it would renew it for ever, and `allow:` says nothing
 * of them, since nothing is sent.
 */
export const LOCAL_VERBS = {
  hold: {
    ...LOCAL,
    parameters: ExceptionEnd,
    undo: null,
    summary: "Keep a machine from being stopped, rebuilt or deleted, until an end.",
  },
  extend: {
    ...LOCAL,
    parameters: ExceptionEnd,
    undo: null,
    summary: "Put off a pending stop, or move the end of a hold.",
  },
  release: { ...LOCAL, parameters: None, undo: null, summary: "End a hold now." },
} as const satisfies Record<string, Verb>;

/** A verb that stays in the house. */
export type LocalVerb = keyof typeof LOCAL_VERBS;

/** All local verbs, in the order of the table. */
export const LOCAL_VERB_NAMES = Object.keys(LOCAL_VERBS) as readonly LocalVerb[];

/**
 * `then: none`: the policy only writes down what it sees. It is no verb: it stands in no table, nobody can ask for it, it
 * needs no permission and nothing is ever sent.
 */
export const NOTHING = "none";

const DO_NOTHING: Verb = {
  ...LOCAL,
  parameters: None,
  undo: null,
  summary: "Write it down and do nothing.",
};

/** A verb that may reach the cloud. */
export type VerbName = keyof typeof VERBS;

/** All verb names, in the order of the table. */
export const VERB_NAMES = Object.keys(VERBS) as readonly VerbName[];

/** What people say in tickets and chats for a verb of the table. */
export const VERB_ALIASES: Readonly<Record<string, VerbName>> = {
  rebuild: "reinstall-os",
  reinstall: "reinstall-os",
  renew: "lease",
};

/** What may be sent when the config does not say: nothing that cannot be taken back. */
export const ALLOW_DEFAULT: readonly VerbName[] = ["stop", "start", "lease"];

/** What somebody may ask for. */
export type RequestVerb = VerbName | LocalVerb;

/** What an intent may be after, and what a policy may do: something of the tables, or nothing at all. */
export type Wish = RequestVerb | typeof NOTHING;

/** Whether it is one of {@link LOCAL_VERBS}. */
export function isLocalVerb(name: Wish | undefined): name is LocalVerb {
  return name !== undefined && Object.hasOwn(LOCAL_VERBS, name);
}

/** Every row in one table: fleets are judged by the million, and each guard asks for one. */
const ROWS: Readonly<Record<Wish, Verb>> = { ...VERBS, ...LOCAL_VERBS, [NOTHING]: DO_NOTHING };

/** The verb's row, widened, so that callers can treat all verbs alike. */
export function verb(name: Wish): Verb {
  return ROWS[name];
}

/** Whether it is a verb that may reach the cloud. */
export function isCloudVerb(name: Wish): name is VerbName {
  return name !== NOTHING && !isLocalVerb(name);
}

/** Finds a verb that may reach the cloud, by its name or by what people call it. */
export function cloudVerbNamed(name: string): VerbName | undefined {
  return VERB_NAMES.find((known) => known === name) ?? VERB_ALIASES[name];
}

/** Finds any verb that somebody may ask for. */
export function verbNamed(name: string): RequestVerb | undefined {
  return cloudVerbNamed(name) ?? LOCAL_VERB_NAMES.find((known) => known === name);
}
