import { oslsReference, renderText } from "./render-text.ts";
import { type Alarm, functionOf, type Stack, type StackFunction, type Trigger } from "./stack.ts";
import { providerStage } from "./stack-settings.ts";

type Plain = Readonly<Record<string, unknown>>;

const BUCKET = "LogBucket";
const QUEUE = "WorkQueue";
const UNDELIVERED = "UndeliveredQueue";
const TOPIC = "AlarmTopic";

const arn = (logicalId: string) => ({ "Fn::GetAtt": [logicalId, "Arn"] });
const joined = (...parts: readonly unknown[]) => ({ "Fn::Join": ["", parts] });

/** SQS hands a message out again after so long; AWS asks for six times the function's own timeout. */
const VISIBILITY_FACTOR = 6;

/** A message that failed so often is set aside. */
const RECEIVES_MAX = 5;

function eventOf(trigger: Trigger): readonly Plain[] {
  switch (trigger.kind) {
    case "timer":
      return [{ schedule: { rate: [`rate(${trigger.everyMs / 60_000} minutes)`] } }];
    case "work-queue":
      return [
        {
          sqs: {
            ...{
              arn: arn(QUEUE),
              batchSize: trigger.batchSize,
              functionResponseType: "ReportBatchItemFailures",
            },
          },
        },
      ];
    default:
      return [];
  }
}

/** Where the parameters of the deployment lie in SSM, as SecureStrings, each under the name of its variable. */
function parameterPath({ service, stage }: Stack): string {
  return `/${service}/${stage}`;
}

/** A variable holds the reference of its parameter, so that no value stands in a template or in the console. */
function references({ variables }: StackFunction, stack: Stack): Plain {
  const own = variables.filter(({ from }) => from === "deployer");
  return Object.fromEntries(own.map(({ name }) => [name, `ssm:${parameterPath(stack)}/${name}`]));
}

function functionModel(entry: StackFunction, stack: Stack): Plain {
  const [async] = entry.async === null ? [] : [entry.async];
  return {
    ...{
      name: entry.deployedName,
      description: entry.description,
      handler: `${entry.codeFolder}/${entry.handler}`,
    },
    ...{ runtime: entry.runtime, memorySize: entry.memoryMb, timeout: entry.timeoutS },
    package: { patterns: ["!**", `${entry.codeFolder}/**`, `!${entry.codeFolder}/**/*.map`] },
    environment: {
      CURFEW_STORE: joined("s3://", { Ref: BUCKET }, stack.bucket.folder),
      CURFEW_QUEUE_URL: { Ref: QUEUE },
      ...references(entry, stack),
    },
    ...(entry.instancesMax === null ? {} : { reservedConcurrency: entry.instancesMax }),
    ...(async ? { maximumRetryAttempts: async.retriesMax, maximumEventAge: async.ageMaxS } : {}),
    ...(entry.triggers.some(({ kind }) => kind === "http") ? { url: true } : {}),
    events: entry.triggers.flatMap(eventOf),
  };
}

function statements(stack: Stack): readonly Plain[] {
  const path = parameterPath(stack);
  const parameters = joined(
    "arn:aws:ssm:",
    { Ref: "AWS::Region" },
    ":",
    { Ref: "AWS::AccountId" },
    `:parameter${path}/*`,
  );
  return [
    {
      ...{ Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"] },
      Resource: joined(arn(BUCKET), "/*"),
    },
    { Effect: "Allow", Action: ["s3:ListBucket"], Resource: arn(BUCKET) },
    { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: arn(QUEUE) },
    { Effect: "Allow", Action: ["ssm:GetParameter"], Resource: parameters },
  ];
}

/** Data that is not there counts as breaching for silence, which Cloud Eye has no word for. */
function alarmResource({ name, kind, function: of }: Alarm, stack: Stack): Plain {
  const isSilence = kind === "silence";
  return {
    Type: "AWS::CloudWatch::Alarm",
    Properties: {
      ...{ AlarmName: name, Namespace: "AWS/Lambda", MetricName: isSilence ? "Invocations" : "Errors" },
      Dimensions: [{ Name: "FunctionName", Value: functionOf(stack, of).deployedName }],
      ...{ Statistic: "Sum", Period: isSilence ? 3_600 : 300, EvaluationPeriods: 1 },
      ...{ Threshold: isSilence ? 1 : 0 },
      ComparisonOperator: isSilence ? "LessThanThreshold" : "GreaterThanThreshold",
      TreatMissingData: isSilence ? "breaching" : "notBreaching",
      AlarmActions: [{ Ref: TOPIC }],
    },
  };
}

const logicalId = (name: string) =>
  name.replace(/(?:^|-)([a-z])/g, (_whole, letter: string) => letter.toUpperCase());

function resources(stack: Stack): Plain {
  const { name, undelivered } = stack.bucket;
  const { timeoutS } = functionOf(stack, "queue");
  const alarms = stack.alarms.map((alarm) => [
    `${logicalId(`${alarm.function}-${alarm.kind}`)}Alarm`,
    alarmResource(alarm, stack),
  ]);
  return {
    [BUCKET]: {
      ...{ Type: "AWS::S3::Bucket", DeletionPolicy: "Retain", UpdateReplacePolicy: "Retain" },
      Properties: {
        ...(name === null ? {} : { BucketName: renderText(name, oslsReference) }),
        PublicAccessBlockConfiguration: Object.fromEntries(
          ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"].map((key) => [
            key,
            true,
          ]),
        ),
        LifecycleConfiguration: {
          Rules: [
            {
              ...{ Id: "undelivered", Status: "Enabled", Prefix: undelivered.prefix },
              ExpirationInDays: undelivered.days,
            },
          ],
        },
      },
    },
    [UNDELIVERED]: { Type: "AWS::SQS::Queue", Properties: { MessageRetentionPeriod: 1_209_600 } },
    [QUEUE]: {
      Type: "AWS::SQS::Queue",
      Properties: {
        VisibilityTimeout: timeoutS * VISIBILITY_FACTOR,
        MessageRetentionPeriod: 1_209_600,
        RedrivePolicy: { deadLetterTargetArn: arn(UNDELIVERED), maxReceiveCount: RECEIVES_MAX },
      },
    },
    [TOPIC]: { Type: "AWS::SNS::Topic", Properties: { TopicName: stack.topic } },
    ...Object.fromEntries(alarms),
  };
}

/** Names of what has to be in SSM before the functions work, sorted. */
function parametersOf({ functions }: Stack): readonly string[] {
  const names = functions.flatMap(({ variables }) =>
    variables.filter(({ from }) => from === "deployer").map(({ name }) => name),
  );
  return [...new Set(names)].sort();
}

/** What serverless.lambda.yml reads for the provider `aws`. Values of parameters are neither in it nor in the template. */
export function synthLambda(stack: Stack): Plain {
  return {
    service: stack.service,
    provider: {
      ...{
        name: "aws",
        stage: providerStage(stack.stage),
        region: stack.region,
        runtime: stack.functions[0]?.runtime,
      },
      ...{ logRetentionInDays: stack.logs.days, iam: { role: { statements: statements(stack) } } },
    },
    package: { individually: true },
    custom: { parameters: { path: parameterPath(stack), names: parametersOf(stack) }, notes: stack.notes },
    functions: Object.fromEntries(stack.functions.map((entry) => [entry.name, functionModel(entry, stack)])),
    resources: {
      Resources: resources(stack),
      Outputs: {
        LogBucketName: { Value: { Ref: BUCKET } },
        WorkQueueUrl: { Value: { Ref: QUEUE } },
        AlarmTopicArn: { Value: { Ref: TOPIC } },
      },
    },
  };
}
