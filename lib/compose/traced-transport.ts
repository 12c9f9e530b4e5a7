import type { HttpTransport } from "../ports/http-transport.ts";

/**
 * Sends the trace of the current call along with every request, so that the cloud's own trace leads back to it. The header
 * is not signed: no signature here covers headers that it does not name.
 */
export function tracedTransport(transport: HttpTransport, traceParent: () => string | null): HttpTransport {
  return (request) => {
    const traceparent = traceParent();
    return transport(
      traceparent === null ? request : { ...request, headers: { ...request.headers, traceparent } },
    );
  };
}
