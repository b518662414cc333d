import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { licenceTexts } from './licences.mjs';
import { root } from './paths.mjs';
import { run } from './run.mjs';

/** What stands for import.meta.url, which CommonJS has not. */
const PREAMBLE = "const __bundleUrl = require('node:url').pathToFileURL(__filename).href;";

const dist = join(root, 'dist');

/** etcd3 reads its proto files beside the module that asks for them, and with a loader that is slow: see etcd3-protos.mjs. */
const etcdProtos = {
  name: 'protos of etcd',
  setup(build) {
    const loader = join(root, 'tools/setup/etcd3-protos.mjs');
    build.onResolve({ filter: /^@grpc\/proto-loader$/ }, ({ importer }) =>
      /\/(?:etcd3\/lib|topod\/dist)\//.test(importer) ? { path: loader } : undefined,
    );
    build.onLoad({ filter: /node_modules\/etcd3\/lib\/connection-pool\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll('${__dirname}/../proto', '${__dirname}/proto/etcd3'),
    }));
  },
};

/** See importModule of servenv: `__import` is what the launcher gives. */
const imports = {
  name: 'imports at run time',
  setup(build) {
    build.onLoad({ filter: /servenv\/dist\/process\/import-module\.js$/ }, () => ({
      contents: 'export const importModule = __import;',
    }));
  },
};

/**
 * Packs each compiled program into dist/<app>.cjs, started by dist/<app>.mjs with compiled code (launcher.mjs): a program of a thousand modules starts
 * slowly. The folder is all that a machine needs beside Node.
 */
export async function bundle() {
  const { build } = await import('esbuild');
  const apps = readdirSync(join(root, 'apps')).filter((app) => existsSync(entry(app)));
  const { metafile } = await build({
    absWorkingDir: root,
    banner: { js: PREAMBLE },
    bundle: true,
    charset: 'ascii',
    define: { 'import.meta.url': '__bundleUrl' },
    entryPoints: Object.fromEntries(apps.map((app) => [app, entry(app)])),
    format: 'cjs',
    logLevel: 'error',
    metafile: true,
    outdir: dist,
    outExtension: { '.js': '.cjs' },
    platform: 'node',
    plugins: [etcdProtos, imports],
    target: 'node20',
  });
  cpSync(join(root, 'proto'), join(dist, 'proto'), { recursive: true });
  cpSync(join(root, 'node_modules/etcd3/proto'), join(dist, 'proto/etcd3'), { recursive: true });
  cpSync(join(root, 'tools/setup/launcher.mjs'), join(dist, 'launcher.mjs'));
  cpSync(join(root, 'LICENSE'), join(dist, 'LICENSE'));
  writeFileSync(join(dist, 'LICENSES-OF-OTHERS.txt'), licenceTexts(root, Object.keys(metafile.inputs)));
  for (const name of readdirSync(dist)) if (name.endsWith('.cache')) rmSync(join(dist, name));
  for (const app of apps) writeFileSync(join(dist, `${app}.mjs`), launcherOf(app));
  await Promise.all(apps.map(compileAhead));
}

function launcherOf(app) {
  const digest = createHash('sha256')
    .update(readFileSync(join(dist, `${app}.cjs`)))
    .digest('hex')
    .slice(0, 16);
  return `#!/usr/bin/env node\nimport { launch } from './launcher.mjs';\n\nlaunch('${app}', '${digest}');\n`;
}

/** The first cache of compiled code: of what loading the program runs. */
async function compileAhead(app) {
  const { code, output } = await run(process.execPath, [join(dist, `${app}.mjs`), '--version'], {
    env: { ...process.env, VT_COMPILE_CACHE: 'load' },
  });
  if (code !== 0) throw new Error(`dist/${app}.mjs does not start:\n${output}`);
}

function entry(app) {
  return join(root, 'apps', app, 'dist/main.js');
}
