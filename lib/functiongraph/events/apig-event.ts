/**
 * What an API gateway sends, shared (`APIG`) or dedicated (`DEDICATEDGATEWAY`). Source: Developer Guide, "Supported Event
 * Sources"; fields that are documented nowhere but were seen are marked.
 */
export interface ApigEvent {
  /** Base64 by default, also when empty. */
  body: string;
  requestContext: { apiId: string; requestId: string; stage: string; sourceIp?: string };
  /** Several values of one name are not documented; a list was seen in code. */
  queryStringParameters: Record<string, string | string[]>;
  httpMethod: string;
  /** An API that matches a prefix puts the rest of the path under an empty name (seen). */
  pathParameters: Record<string, string>;
  /** Names in lower case (seen). */
  headers: Record<string, string | string[]>;
  path: string;
  /** A boolean in real events; some documents print it as text. */
  isBase64Encoded: boolean | string;
  /** Only for a custom authorizer. */
  user_data?: string;
}

const REQUEST_ID = "6d0c8f2e1b7a4935a2c4e6f8091b3d5f";
const HOST = "0a1b2c3d4e5f.apig.eu-west-101.huaweicloudapis.com";

/** What both gateways write beside what the caller does. */
const HEADERS = {
  accept: "application/json",
  "accept-encoding": "gzip",
  host: HOST,
  "user-agent": "curl/8.5.0",
  "x-forwarded-for": "203.0.113.7",
  "x-forwarded-host": HOST,
  "x-forwarded-port": "443",
  "x-forwarded-proto": "https",
  "x-real-ip": "203.0.113.7",
  "x-request-id": REQUEST_ID,
};

/** A POST through a shared gateway. */
export const APIG_EXAMPLE: ApigEvent = {
  body: "eyJza3UiOiJBLTE3IiwicXR5IjoyfQ==",
  requestContext: { apiId: "c4a1f0e2d3b54a6f9e8d7c6b5a493827", requestId: REQUEST_ID, stage: "RELEASE" },
  queryStringParameters: { dryRun: "true" },
  httpMethod: "POST",
  pathParameters: { id: "42" },
  headers: { ...HEADERS, "content-length": "22", "content-type": "application/json" },
  path: "/orders/42",
  isBase64Encoded: true,
};

/** A GET through a dedicated gateway with a prefix path. */
export const DEDICATED_GATEWAY_EXAMPLE: ApigEvent = {
  ...APIG_EXAMPLE,
  body: "",
  queryStringParameters: {},
  httpMethod: "GET",
  pathParameters: { "": "orders/42" },
  headers: { ...HEADERS },
  path: "/shop/orders/42",
};

/** What a custom authorizer is asked. Composed from the documented fields. */
export const APIG_AUTHORIZER_EXAMPLE: ApigEvent = {
  ...APIG_EXAMPLE,
  body: "",
  queryStringParameters: { appId: "shop" },
  httpMethod: "GET",
  pathParameters: {},
  headers: { authorization: "Bearer example", host: HOST },
  path: "/authorizer",
  user_data: "authorizer-user-data",
};
