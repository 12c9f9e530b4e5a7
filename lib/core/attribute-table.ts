/** Type of an attribute inside an expression, in the words of the expression language. */
export type AttributeType = "string" | "double" | "bool" | "map<string, string>" | "dyn";

/** One attribute that `where` or `when` can name. */
export interface Attribute {
  readonly name: string;
  /** One type, or the fields and their types. */
  readonly type: AttributeType | Readonly<Record<string, AttributeType>>;
}

/** What the event carries, for example `event.status` of a ticket. */
const EVENT: Attribute = { name: "event", type: "dyn" };

/**
 * Attributes of `where`. Whatever is not known of a machine is absent, and using it is doubt. What each means stands
 * in docs/configuration.md, which a test holds to this table.
 */
export const WHERE_ATTRIBUTES: readonly Attribute[] = [
  { name: "id", type: "string" },
  { name: "name", type: "string" },
  { name: "ref", type: "string" },
  { name: "kind", type: "string" },
  { name: "target", type: "string" },
  { name: "cloud", type: "string" },
  { name: "status", type: "string" },
  { name: "state", type: "string" },
  { name: "flavor", type: { name: "string", gpu: "double", npu: "double", vcpus: "double" } },
  { name: "billing", type: "string" },
  { name: "hardware", type: "string" },
  { name: "owner", type: "string" },
  { name: "team", type: "string" },
  { name: "tags", type: "map<string, string>" },
  { name: "user", type: { id: "string", name: "string" } },
  { name: "saves", type: "double" },
  { name: "ageHours", type: "double" },
  { name: "lease", type: { enabled: "bool", type: "string", expiresAtMs: "double" } },
  EVENT,
];

/** Attributes of `when`: a condition on the event alone, asked before any machine is looked at. */
export const WHEN_ATTRIBUTES: readonly Attribute[] = [EVENT];
