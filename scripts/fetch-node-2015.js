// Fetches Node.js 20.15.1, the newest that FunctionGraph has, into the user's cache folder, for the tests and
// `curfew invoke`. Prints its path. Fails where it cannot be had: CI is to know.
import { importTypeScript } from "./bundle-module.js";

const { fetchNode2015 } = await importTypeScript(
  `export { fetchNode2015 } from "./lib/functiongraph/fetch-node-2015.ts";`,
);
try {
  console.log(await fetchNode2015({ env: (name) => process.env[name] }));
} catch (error) {
  console.error(`fetch-node-2015: ${error.message}`);
  process.exitCode = 1;
}
