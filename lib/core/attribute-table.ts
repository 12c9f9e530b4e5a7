/** Type of an attribute inside an expression, in the words of the expression language. */
export type AttributeType = "string" | "double" | "bool" | "map<string, string>" | "dyn";

/** One attribute that `where` or `when` can name. */
export interface Attribute {
  readonly name: string;
  /** One type, or the fields and their types. */
  readonly type: AttributeType | Readonly<Record<string, AttributeType>>;
  /** One sentence for people. */
  readonly about: string;
}

const EVENT: Attribute = {
  name: "event",
  type: "dyn",
  about: "What the event carries, for example `event.status` of a ticket.",
};

/** Attributes of `where`. Whatever is not known of a machine is absent, and using it is doubt. */
export const WHERE_ATTRIBUTES: readonly Attribute[] = [
  { name: "id", type: "string", about: "The cloud's id of the machine." },
  { name: "name", type: "string", about: "Its name." },
  { name: "ref", type: "string", about: "`target/kind/id`, as in log and command line." },
  { name: "kind", type: "string", about: "`notebook`, `legacy-notebook`, `dev-server` or `supernode`." },
  { name: "target", type: "string", about: "Name of the target it was found in." },
  { name: "cloud", type: "string", about: "`huaweicloud` or `otc`." },
  { name: "status", type: "string", about: "The cloud's own word for its status." },
  {
    name: "state",
    type: "string",
    about: "`running`, `stopped`, `changing`, `failed`, `gone` or `unknown`, told from the status.",
  },
  {
    name: "flavor",
    type: { name: "string", gpu: "double", npu: "double", vcpus: "double" },
    about: "Its size: name, and how many GPUs, NPUs and cores.",
  },
  { name: "billing", type: "string", about: "`pay-per-use`, `prepaid` or `unknown`." },
  { name: "hardware", type: "string", about: "What a DevServer stands on: `ECS`, `BMS` or `HPS`." },
  { name: "owner", type: "string", about: "Owner, as found by the rules under `owners`." },
  { name: "team", type: "string", about: "Team of the owner." },
  { name: "tags", type: "map<string, string>", about: "Its tags: `tags.env`, or `tags['cost-centre']`." },
  { name: "user", type: { id: "string", name: "string" }, about: "Who created it, as the cloud tells." },
  {
    name: "saves",
    type: "double",
    about: "Money saved by one stopped hour; 0 when stopping saves nothing, not known without a price.",
  },
  { name: "ageHours", type: "double", about: "Hours since it was created." },
  {
    name: "lease",
    type: { enabled: "bool", type: "string", expiresAtMs: "double" },
    about: "Its notebook lease: whether the cloud itself will stop it, `timing` or `idle`, and when.",
  },
  EVENT,
];

/** Attributes of `when`: a condition on the event alone, asked before any machine is looked at. */
export const WHEN_ATTRIBUTES: readonly Attribute[] = [EVENT];
