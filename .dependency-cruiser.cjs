const { existsSync, readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

// Who may import whom. Layers: core → core; sql → core, sql; infra → core, infra; tablet → core, sql, infra;
// services → all of these; apps → services, infra, core. `npm run check` and `npm test` enforce it.

const LAYERS_BELOW = {
  core: ['core'],
  sql: ['core', 'sql'],
  infra: ['core', 'infra'],
  tablet: ['core', 'sql', 'infra'],
  services: ['core', 'sql', 'infra', 'tablet'],
  apps: ['core', 'infra', 'services'],
};

const LIB = '^(?:libs|apps)/';
const anyOf = (names) => `(?:${names.join('|')})`;

/** A package may always import itself: `$1` is its folder, captured by `from`. */
const layerRules = Object.entries(LAYERS_BELOW).map(([layer, below]) => ({
  name: `layer-${layer}`,
  comment: `${layer} may import only ${below.join(', ')}: imports go down, so that a layer can be read and tested without those above it.`,
  severity: 'error',
  from: {
    path: `${layer === 'apps' ? '^(apps/[^/]+)/' : `^(libs/${layer}/[^/]+)/`}`,
    ...(layer === 'apps' ? { pathNot: '^apps/(vt|vtadmin)/' } : {}),
  },
  to: { path: LIB, pathNot: ['^$1/', `^libs/${anyOf(below)}/`] },
}));

/** What packages offer besides their index, as their package.json says. */
const declaredEntries = readdirSync('libs')
  .flatMap((layer) => readdirSync(join('libs', layer)).map((name) => join('libs', layer, name)))
  .filter((dir) => existsSync(join(dir, 'package.json')))
  .flatMap((dir) => {
    const { exports } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
    return Object.values(exports ?? {}).map((entry) => join(dir, entry['@vt/source'] ?? '').replaceAll('.', '\\.'));
  });

const IO_MODULES =
  '^(?:node:)?(net|tls|dgram|dns|fs|http|http2|https|child_process|cluster|worker_threads|timers|readline|repl|os|inspector|tty|perf_hooks|process|async_hooks)(/|$)';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...layerRules,
    {
      name: 'engines-never-sideways',
      comment: 'Tablet engines meet only in the vttablet service: each can be replaced without reading another.',
      severity: 'error',
      from: { path: '^libs/tablet/([^/]+)/' },
      to: { path: '^libs/tablet/', pathNot: '^libs/tablet/$1/' },
    },
    {
      name: 'services-never-sideways',
      comment: 'Services talk over the wire, never by import: each is deployable alone.',
      severity: 'error',
      from: { path: '^libs/services/([^/]+)/' },
      to: { path: '^libs/services/', pathNot: '^libs/services/$1/' },
    },
    {
      name: 'gate-and-admin-without-tablet',
      comment: 'vtgate and vtctld know tablets only through gRPC.',
      severity: 'error',
      from: { path: '^libs/services/(vtgate|vtctld)/' },
      to: { path: '^libs/tablet/' },
    },
    {
      name: 'apps-never-sideways',
      comment: 'An app is a main: nothing imports it.',
      severity: 'error',
      from: { path: '^(libs|apps|e2e)/', pathNot: '^apps/' },
      to: { path: '^apps/' },
    },
    {
      name: 'vt-app',
      comment:
        'The one-machine tool composes processes: it may use services, infra, core, and the SQL parser for its shell.',
      severity: 'error',
      from: { path: '^(apps/vt)/' },
      to: { path: LIB, pathNot: ['^apps/vt/', '^libs/(core|infra|services)/', '^libs/sql/sqlparser/'] },
    },
    {
      name: 'vtadmin-proto-types-only',
      comment: 'The web UI runs in a browser: it imports nothing of ours but the types of the wire messages.',
      severity: 'error',
      from: { path: '^apps/vtadmin/' },
      to: { path: LIB, pathNot: ['^apps/vtadmin/', '^libs/core/proto/'] },
    },
    {
      name: 'vtadmin-proto-as-types',
      comment: 'The web UI imports proto with `import type`: no gRPC code in a browser.',
      severity: 'error',
      from: { path: '^apps/vtadmin/' },
      to: { path: '^libs/core/proto/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'core-and-sql-do-no-io',
      comment:
        'core and sql decide; they do not touch sockets, files, clocks or timers, so every decision is testable in microseconds. Loading .proto files is the one exception.',
      severity: 'error',
      from: { path: '^libs/(core|sql)/', pathNot: ['\\.test\\.ts$', '/testing/', '^libs/core/proto/'] },
      to: { path: IO_MODULES },
    },
    {
      name: 'no-cycles',
      comment:
        'Two files that import each other are one file in two places: move what both need to a third. A grammar is recursive by nature (a query holds expressions, which hold queries): its parsers may be.',
      severity: 'error',
      from: { path: '^(libs|apps|e2e)/', pathNot: '^libs/sql/sqlparser/src/[^/]+/(parse|special-forms)' },
      // A cycle of type-only imports is erased by the compiler; between node families it is natural.
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-relative-imports-across-packages',
      comment:
        'Another package is imported by its name (@vt/…): its index.ts is its contract, its other files are not.',
      severity: 'error',
      from: { path: '^((?:libs/[^/]+|apps)/[^/]+|e2e)/' },
      to: { path: '^(libs|apps|e2e)/', pathNot: '^$1/', dependencyTypes: ['local'] },
    },
    {
      name: 'entry-points-only',
      comment: "Import another package's index, not a file of its inside.",
      severity: 'error',
      from: { path: '^((?:libs/[^/]+|apps)/[^/]+|e2e)/' },
      to: {
        path: '^libs/[^/]+/[^/]+/',
        pathNot: ['^$1/', ...declaredEntries.map((path) => `^${path}$`)],
      },
    },
    {
      name: 'not-resolvable',
      comment: 'This import leads nowhere: a typing error, or a dependency that package.json does not name.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-test-in-product',
      comment: 'Tests are imported by nobody.',
      severity: 'error',
      from: { pathNot: '\\.test\\.ts$' },
      to: { path: '\\.test\\.ts$' },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '/dist/'] },
    // What starts a program is no part of it: apps/*/bin.mjs picks its bundle or its modules. ORMs' programs run where their packages are installed.
    exclude: { path: ['/dist/', '/src/gen/', '\\.vt/', '^apps/[^/]+/bin\\.mjs$', '^e2e/src/orms/programs/'] },
    skipAnalysisNotInRules: true,
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@vt/source', 'import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.mjs', '.js', '.json', '.tsx'],
    },
  },
};
