import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const repository = dirname(import.meta.dirname);

/** A small monorepo: file → its text. Each breach is one import; the rule that must name it stands behind. */
const BREACHES: readonly (readonly [file: string, text: string, rule: string])[] = [
  ['libs/core/base/src/up.ts', "import '@vt/mysql';", 'layer-core'],
  ['libs/sql/plan/src/up.ts', "import '@vt/mysqlctl';", 'layer-sql'],
  ['libs/infra/mysql/src/side.ts', "import '@vt/plan';", 'layer-infra'],
  ['libs/tablet/mysqlctl/src/up.ts', "import '@vt/vtgate';", 'layer-tablet'],
  ['libs/tablet/mysqlctl/src/side.ts', "import '@vt/tabletserver';", 'engines-never-sideways'],
  ['libs/services/vttablet/src/side.ts', "import '@vt/vtgate';", 'services-never-sideways'],
  ['libs/services/vtgate/src/tablet.ts', "import '@vt/mysqlctl';", 'gate-and-admin-without-tablet'],
  ['libs/services/vtctld/src/tablet.ts', "import type { x } from '@vt/tabletserver';", 'gate-and-admin-without-tablet'],
  ['apps/vtgate/src/sql.ts', "import '@vt/plan';", 'layer-apps'],
  ['apps/vt/src/tablet.ts', "import '@vt/mysqlctl';", 'vt-app'],
  ['apps/vtadmin/src/base.ts', "import type { x } from '@vt/base';", 'vtadmin-proto-types-only'],
  ['apps/vtadmin/src/proto.ts', "import { x } from '@vt/proto'; x;", 'vtadmin-proto-as-types'],
  ['libs/core/base/src/io.ts', "import 'node:net';", 'core-and-sql-do-no-io'],
  [
    'libs/sql/plan/src/io.ts',
    "import { setTimeout } from 'node:timers/promises'; setTimeout;",
    'core-and-sql-do-no-io',
  ],
  ['libs/core/base/src/ring-a.ts', "import './ring-b.ts';", 'no-cycles'],
  ['libs/sql/plan/src/relative.ts', "import '../../../core/base/src/index.ts';", 'no-relative-imports-across-packages'],
  ['libs/sql/plan/src/inside.ts', "import '../../../core/base/src/ring-a.ts';", 'entry-points-only'],
  ['libs/sql/plan/src/nowhere.ts', "import './absent.ts';", 'not-resolvable'],
];

/** What every layer is there for; none of these may be named by any rule. */
const ALLOWED: readonly (readonly [file: string, text: string])[] = [
  ['libs/sql/plan/src/ok.ts', "import '@vt/base'; import { createHash } from 'node:crypto'; createHash;"],
  ['libs/infra/mysql/src/ok.ts', "import '@vt/base'; import 'node:net';"],
  ['libs/tablet/mysqlctl/src/ok.ts', "import '@vt/mysql'; import '@vt/plan'; import './index.ts';"],
  ['libs/services/vttablet/src/ok.ts', "import '@vt/mysqlctl'; import '@vt/tabletserver'; import '@vt/mysql';"],
  ['apps/vtgate/src/ok.ts', "import '@vt/vtgate'; import '@vt/mysql';"],
  ['apps/vtadmin/src/ok.ts', "import type { x } from '@vt/proto';"],
  ['libs/core/base/src/io.test.ts', "import 'node:fs';"],
];

const PACKAGES = [
  'core/base',
  'core/proto',
  'sql/plan',
  'infra/mysql',
  'tablet/mysqlctl',
  'tablet/tabletserver',
  'services/vtgate',
  'services/vttablet',
  'services/vtctld',
];

describe('the boundary rules', () => {
  const dir = mkdtempSync(join(tmpdir(), 'vt-boundaries-'));
  let found: string[] = [];

  beforeAll(async () => {
    for (const name of PACKAGES) plantPackage(dir, name);
    for (const [file, text] of [...BREACHES, ...ALLOWED]) plant(dir, file, text);
    plant(dir, 'libs/core/base/src/ring-b.ts', "import './ring-a.ts';"); // the ring is told once, by its first file
    plant(dir, 'tsconfig.base.json', '{"compilerOptions":{"module":"nodenext","moduleResolution":"nodenext"}}');
    found = await violations(dir);
  }, 120_000);

  afterAll(() => rmSync(dir, { recursive: true }));

  test.each(BREACHES)('%s with %s is a breach of %s', (file, _text, rule) => {
    expect(found).toContain(`${rule}: ${file}`);
  });

  test.each(ALLOWED)('%s is no breach', (file) => {
    expect(found.filter((line) => line.endsWith(`: ${file}`))).toEqual([]);
  });
});

function plantPackage(dir: string, name: string): void {
  const short = name.slice(name.indexOf('/') + 1);
  const manifest = { name: `@vt/${short}`, type: 'module', exports: { '.': { '@vt/source': './src/index.ts' } } };
  plant(dir, `libs/${name}/package.json`, JSON.stringify(manifest));
  plant(dir, `libs/${name}/src/index.ts`, 'export const x = 1;');
  mkdirSync(join(dir, 'node_modules/@vt'), { recursive: true });
  symlinkSync(join(dir, 'libs', name), join(dir, 'node_modules/@vt', short));
}

function plant(dir: string, file: string, text: string): void {
  mkdirSync(dirname(join(dir, file)), { recursive: true });
  writeFileSync(join(dir, file), `${text}\n`);
}

/** ['rule: file', …] as the tool reports them. */
function violations(dir: string): Promise<string[]> {
  const program = join(repository, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [
    program,
    '--config',
    join(repository, '.dependency-cruiser.cjs'),
    '--output-type',
    'json',
    'libs',
    'apps',
  ];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: dir, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      if (!stdout) return reject(error ?? new Error(stderr));
      const report: { summary: { violations: { rule: { name: string }; from: string }[] } } = JSON.parse(stdout);
      resolve(report.summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`));
    });
  });
}
