import { describe, expect, it } from "vitest";
import type { Cloud } from "../../../../lib/domain/clouds.ts";
import { checkQuery, checkRequest } from "../../../../lib/domain/modelarts/check-request.ts";
import { parseErrorBody } from "../../../../lib/domain/modelarts/error-body.ts";
import { type Operation, pathOf } from "../../../../lib/domain/modelarts/operation.ts";
import { OPERATIONS, type OperationName } from "../../../../lib/domain/modelarts/operations.ts";
import { EXAMPLE_OF, EXAMPLES, type Example } from "../../../fixtures/modelarts-examples.ts";

/** Examples of calls that Curfew does not make. Listed, so that a renamed operation cannot drop out unseen. */
const NOT_CALLED = [
  ...["AttachDevServerVolume", "DetachDevServerVolume", "BindDevServerPublicIP", "ListDevServerPublicIP"],
  ...["ListDevServerResourceFlavors", "ListDevServerImages", "ListScheduledEvents", "ShowSwitchableFlavors"],
  ...["AttachDynamicStorage", "ListDynamicStorages", "ShowDynamicStorage", "DetachDynamicStorage"],
  ...["CreateNotebookImage", "ListImages", "ShowImage", "RegisterImage", "DeleteImage", "ListImageGroups"],
  ...[
    "CreateNotebookTags",
    "DeleteNotebookTags",
    "CesShowMetricData",
    "AomListSamples",
    "IamCreateProjectToken",
  ],
];

const isOperation = (name: string): name is OperationName => Object.hasOwn(OPERATIONS, name);
const nameOf = (key: string): OperationName | undefined =>
  EXAMPLE_OF[key] ?? (isOperation(key) ? key : undefined);
const called = Object.entries(EXAMPLES.operations).flatMap(([key, example]) => {
  const name = nameOf(key);
  return name === undefined ? [] : [{ key, name, example, operation: OPERATIONS[name] as Operation }];
});
const cloudsOf = (example: Example): Cloud[] =>
  example.clouds.map((cloud) => (cloud === "huawei" ? "huaweicloud" : "otc"));

describe("examples of the documents", () => {
  it("are all either tried here or listed as not called", () => {
    const untried = Object.keys(EXAMPLES.operations).filter((key) => nameOf(key) === undefined);
    expect(untried.sort()).toEqual([...NOT_CALLED].sort());
    expect(called).toHaveLength(47);
  });

  it.each(called)("$key: method, path and clouds are those of the table", ({ example, operation }) => {
    expect(operation.method).toBe(example.method);
    const paths = cloudsOf(example).map((cloud) => pathOf(operation, cloud));
    expect(new Set(paths)).toEqual(new Set([example.path]));
    expect(operation.clouds).toEqual(expect.arrayContaining(cloudsOf(example)));
  });

  // No example breaks a rule of its document. One that does would be excepted here, with the reason.
  it.each(called.filter(({ example }) => example.examples.request))(
    "$key: the request obeys the rules",
    ({ name, example }) => {
      for (const cloud of cloudsOf(example)) {
        expect(checkRequest(name, cloud, example.examples.request?.body)).toEqual(
          example.examples.request?.body,
        );
      }
    },
  );

  it.each(called.filter(({ example }) => example.examples.query))(
    "$key: the query obeys the rules",
    ({ name, example }) => {
      for (const cloud of cloudsOf(example)) {
        expect(checkQuery(name, cloud, example.examples.query)).toEqual(example.examples.query);
      }
    },
  );

  const answers = called.flatMap(({ key, operation, example }) =>
    example.examples.responses.map((answer, index) => ({ key, operation, answer, index })),
  );

  it.each(answers.filter(({ answer }) => answer.status < 300))(
    "$key: answer $index is read without losing a field",
    ({ operation, answer }) => {
      const expected = JSON.parse(JSON.stringify(answer.body).replace('"REINSTALLOS"', '"REINSTALLINGOS"'));
      expect(operation.response.parse(answer.body)).toEqual(expected);
    },
  );

  it.each(answers.filter(({ answer }) => answer.status >= 300))(
    "$key: refusal $index has a code and a text",
    ({ answer }) => {
      expect(parseErrorBody(answer.body)).toMatchObject({
        code: expect.stringMatching(/^ModelArts\.\d{4}$/),
        text: expect.stringMatching(/\w/),
      });
    },
  );
});
