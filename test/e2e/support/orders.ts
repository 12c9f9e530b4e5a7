/** The image that the third order asks for. */
export const REBUILD_IMAGE = "11111111-2222-4333-8444-555555555555";

const IMAGE = "c90fb553-2cdb-4b81-b56a-ef68812c6cf7";

/** Messages of a queue: a notebook that stops itself after an hour, a server, another system for a resting server. */
export const STORY_ORDERS = [
  {
    id: "order-1001",
    data: {
      verb: "create-notebook",
      target: "prod",
      by: "anna",
      parameters: {
        name: "vision-anna-eval",
        flavor: "modelarts.vm.cpu.8u",
        image_id: IMAGE,
        volume: { category: "EVS", ownership: "MANAGED", capacity: 5 },
        lease: { type: "TIMING", duration: 3_600_000 },
      },
    },
  },
  {
    id: "order-1002",
    data: {
      verb: "create-dev-server",
      target: "prod",
      by: "bruno",
      parameters: {
        name: "vision-bruno-dev",
        flavor: "Si2.large.4",
        image_id: IMAGE,
        network: {
          vpc_id: "05982b48-a70f-43a1-a2b0-1fe36a236172",
          subnet_id: "38cf274a-98f9-4f6f-b622-5ed0e4a3db54",
          security_group_id: "150a2c76-1334-45f6-b28f-419f9b1d1742",
        },
        key_pair_name: "bruno",
        charging_info: { charging_mode: "POST_PAID", period_num: 1, period_type: "MONTH" },
      },
    },
  },
  {
    id: "order-1003",
    data: {
      verb: "change-os",
      resource: "prod/dev-server/c0ffee00-0000-4000-8000-000000000221",
      by: "ops",
      parameters: { image: REBUILD_IMAGE, keyPair: "ops" },
    },
  },
] as const;
