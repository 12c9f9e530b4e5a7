// The least that "durable" can mean: append the body to a file, fsync, answer. No signature, no check, no log.
import { open } from "node:fs/promises";
import { createServer } from "node:http";

const file = await open(process.argv[2], "a");
const server = createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", async () => {
    await file.write(Buffer.concat([...chunks, Buffer.from("\n")]));
    await file.sync();
    response.writeHead(202, { "content-type": "application/json" });
    response.end("{}");
  });
});
server.listen(0, "127.0.0.1", () => process.send?.({ port: server.address().port }));
process.on("disconnect", () => process.exit(0));
