// A server that answers every request with one notebook, in a process of its own: the callers have a core to themselves.
import { createServer } from "node:http";

const BODY = JSON.stringify({
  id: "616fb98f-46ca-475e-917e-2563e5a8cd19",
  name: "vision-anna-train1",
  status: "RUNNING",
  flavor: "modelarts.bm.gpu.v100NV32",
  lease: { create_at: 1_700_000_000_000, duration: 3_600_000, enable: true, type: "TIMING" },
  user: { id: "0a1b2c3d4e5f60718293a4b5c6d7e8f9", name: "anna" },
});

const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => {
    response.writeHead(200, { "content-type": "application/json", "x-request-id": "bench" });
    response.end(BODY);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => process.send?.({ port: server.address().port }));
process.on("disconnect", () => process.exit(0));
