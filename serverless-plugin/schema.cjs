// What serverless.yml may say under the provider `huawei`, for osls to check early. The deployment code checks all of it
// again, more closely (ranges, trigger data), and is the one that refuses; see configValidationMode of osls.
"use strict";

const text = { type: "string", minLength: 1 };
const flag = { type: "boolean" };
const whole = (minimum, maximum) => ({ type: "integer", minimum, maximum });
const object = (properties, required = []) => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});

const TRIGGER_TYPES = [
  ...["TIMER", "APIG", "DEDICATEDGATEWAY", "APIC", "CTS", "SMN", "OBS", "LTS", "KAFKA", "OPENSOURCEKAFKA"],
  ...["RABBITMQ", "ROCKETMQ", "DMS", "DDS", "GAUSSMONGO", "DIS", "EVENTGRID", "IOTDA"],
];

const scalar = { anyOf: [{ type: "string" }, { type: "number" }, flag] };
const environment = { type: "object", additionalProperties: scalar };

const vpc = object(
  {
    ...{ vpc_id: text, subnet_id: text, vpc_name: text, subnet_name: text, cidr: text, gateway: text },
    security_groups: { type: "array", items: text },
  },
  ["vpc_id", "subnet_id"],
);

const lts = {
  anyOf: [
    flag,
    object({ groupId: text, groupName: text, streamId: text, streamName: text }, ["groupId", "streamId"]),
  ],
};

const destination = object(
  { destination: { enum: ["OBS", "SMN", "DIS", "FunctionGraph"] }, param: { type: "object" } },
  ["destination", "param"],
);

/** What the provider may say for all functions and a function for itself. */
const settings = {
  runtime: text,
  memorySize: whole(128, 10_240),
  timeout: whole(3, 259_200),
  environment,
  agency: text,
  executionAgency: text,
  vpc,
  lts,
};

module.exports = {
  provider: {
    properties: {
      ...settings,
      cloud: { enum: ["huaweicloud", "otc"] },
      region: text,
      projectId: text,
      stage: text,
      package: text,
      alias: text,
      versionsKept: whole(1, 15),
      /** `env` (default), `env:PREFIX`, `profile` or `profile:PATH`. */
      credentials: { type: "string", pattern: "^(env|env:[A-Z][A-Z0-9_]*|profile|profile:.+)$" },
      endpoint: text,
      logEndpoint: text,
      /** Folder of the bundles. Default `dist/functions/functiongraph`. */
      code: text,
    },
  },
  function: {
    properties: {
      ...settings,
      handler: text,
      description: { type: "string", maxLength: 512 },
      encryptedEnvironment: environment,
      initializer: object({ handler: text, timeout: whole(1, 300) }, ["handler"]),
      triggers: {
        type: "array",
        maxItems: 10,
        items: object(
          {
            type: { enum: TRIGGER_TYPES },
            eventData: { type: "object" },
            status: { enum: ["ACTIVE", "DISABLED"] },
          },
          ["type", "eventData"],
        ),
      },
      maxInstances: whole(-1, 1000),
      asyncPolicy: object({
        maxAgeSeconds: whole(1, 86_400),
        maxRetries: whole(0, 3),
        onSuccess: destination,
        onFailure: destination,
        statusLog: flag,
      }),
      package: object({ artifact: text }),
    },
    required: ["handler"],
  },
};
