// Packs one archive a function: its bundle and what lies in the bundle's own folder. osls would pack the whole folder of
// the project for a provider other than aws, so each function is given its archive before osls comes to packing.
"use strict";

const { mkdir, readdir, readFile, writeFile } = require("node:fs/promises");
const { basename, dirname, join, relative, resolve } = require("node:path");
const { codeFolder, stemOf } = require("./declaration.cjs");

/** The compiled configuration that a bundle reads at its start; `curfew package` writes it. */
const CONFIG = "curfew.config.json";

async function readIfThere(file) {
  try {
    return await readFile(file);
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** The bundle of a handler. It is `.js` in the archive, where no package.json makes it anything but CommonJS. */
async function bundleAt(stem) {
  return (await readIfThere(`${stem}.js`)) ?? (await readIfThere(`${stem}.cjs`));
}

/** What else a function needs: a folder of its own goes along, its source maps left behind. */
async function filesBeside(folder, own) {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".map") && !own.includes(entry.name))
    .map((entry) => entry.name);
  return Promise.all(names.map(async (name) => ({ path: name, bytes: await readFile(join(folder, name)) })));
}

/** The files of one function; the folder of the bundle is the root of the archive. */
async function filesOf(serverless, key, handler) {
  const root = resolve(serverless.serviceDir, codeFolder(serverless.service));
  const stem = join(root, stemOf(serverless.service, handler));
  const bundle = await bundleAt(stem);
  if (bundle === undefined) {
    throw new Error(
      `functions.${key}.handler: ${stem}.js is not there; build the functions first (npm run prepare)`,
    );
  }
  const folder = dirname(stem);
  const name = basename(stem);
  const beside = folder === root ? [] : await filesBeside(folder, [`${name}.js`, `${name}.cjs`]);
  const files = [{ path: `${name}.js`, bytes: bundle }, ...beside];
  if (!bundle.includes(CONFIG) || beside.some(({ path }) => path === CONFIG)) return files;
  const shared = await readIfThere(join(root, CONFIG));
  if (shared === undefined) {
    throw new Error(
      `functions.${key}: ${join(folder, CONFIG)} is not there; run "curfew package" first (npx curfew package)`,
    );
  }
  return [...files, { path: CONFIG, bytes: shared }];
}

async function packFunctions(serverless, { folder, makeZip }) {
  const { service } = serverless;
  await mkdir(folder, { recursive: true });
  const packed = [];
  for (const [key, given] of Object.entries(service.functions ?? {})) {
    const zip = makeZip(await filesOf(serverless, key, given.handler));
    const file = join(folder, `${key}.zip`);
    await writeFile(file, zip);
    given.package = { artifact: relative(serverless.serviceDir, file) };
    packed.push({ key, bytes: zip.length });
  }
  return packed;
}

/** The archives of a folder, by function. One that is missing is told by the deployment code, which knows the field. */
async function readPackages(serverless, folder) {
  const packages = new Map();
  for (const key of Object.keys(serverless.service.functions ?? {})) {
    const zip = await readIfThere(join(folder, `${key}.zip`));
    if (zip !== undefined) packages.set(key, zip);
  }
  return packages;
}

module.exports = { packFunctions, readPackages };
