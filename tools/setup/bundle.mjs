import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

/** What a bundled CommonJS package expects to find around it. */
const PREAMBLE = [
  "import { createRequire as __createRequire } from 'node:module';",
  'const require = __createRequire(import.meta.url);',
  'const __dirname = import.meta.dirname;',
].join('\n');

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

/**
 * Packs each compiled program into dist/<app>.mjs (what they share, once): a program of a thousand modules starts slowly. The folder is all
 * that a machine needs beside Node.
 */
export async function bundle() {
  const { build } = await import('esbuild');
  const apps = readdirSync(join(root, 'apps')).filter((app) => existsSync(entry(app)));
  await build({
    banner: { js: PREAMBLE },
    bundle: true,
    entryPoints: Object.fromEntries(apps.map((app) => [app, entry(app)])),
    format: 'esm',
    logLevel: 'error',
    outdir: join(root, 'dist'),
    outExtension: { '.js': '.mjs' },
    platform: 'node',
    plugins: [etcdProtos],
    splitting: true,
    target: 'node20',
  });
  cpSync(join(root, 'proto'), join(root, 'dist/proto'), { recursive: true });
  cpSync(join(root, 'node_modules/etcd3/proto'), join(root, 'dist/proto/etcd3'), { recursive: true });
}

function entry(app) {
  return join(root, 'apps', app, 'dist/main.js');
}
