import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { withSession } from '@vt/mysql';
import { availableFlavors, findPrograms, freePort } from '@vt/mysql/testing';
import { Mysqld } from '@vt/mysqlctl';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { mysqlctl } from './main.ts';

let dir: string;
let said: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'vt-ctl-'));
  said = '';
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      said += String(text);
      return true;
    });
  }
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(dir, { recursive: true, force: true });
});

const A = '3e11fa47-71ca-11e1-9e33-c80aa9429562';

test.each([
  [['position', 'equal', `MySQL56/${A}:1-5`, `MySQL56/${A}:1-3:4-5`], 'true\n'],
  [['position', 'at_least', `MySQL56/${A}:1-5`, `MySQL56/${A}:1-6`], 'false\n'],
  [['position', 'append', `MySQL56/${A}:1-5`, `MySQL56/${A}:6`], `MySQL56/${A}:1-6\n`],
])('%j', async (argv, expected) => {
  expect(await mysqlctl(argv)).toBe(0);
  expect(said).toBe(expected);
});

test('what it cannot do it says, with another exit code for a mistyped command', async () => {
  expect(await mysqlctl(['stat'])).toBe(2);
  expect(said).toContain("unknown command 'stat'; did you mean start?");
  expect(await mysqlctl(['position', 'equal'])).toBe(2);
  expect(await mysqlctl(['--help'])).toBe(0);
  expect(said).toContain('reinit_config');
});

describe.each(availableFlavors())('a server on %s', (flavor) => {
  test('is made, stopped, started, configured anew and removed', { timeout: 120_000 }, async () => {
    const sql = join(dir, 'init.sql');
    const superReadOnly = flavor === 'mysql' ? "set global super_read_only = 'OFF';" : '';
    writeFileSync(sql, `${superReadOnly}\nset global read_only = 'OFF';\ncreate database made_at_init;\n`);
    const prefix = dirname(findPrograms(flavor) ?? '');
    const flags = (port: number) => [
      ...[`--flavor=${flavor}`, `--mysqld-prefix=${prefix}`, '--tablet_uid', '7'],
      // From here, and not from the server's own folder.
      `--tablet_dir=${relative(process.cwd(), dir)}`,
      ...[`--mysql-port=${port}`, '--mysqld-profile=small', '--mysqld-bind-address=*'],
      `--init_db_sql_file=${sql}`,
    ];
    const port = await freePort();
    const run = async (...argv: string[]) => {
      const code = await mysqlctl([...flags(port), ...argv]);
      return code === 0 ? 'ok' : said;
    };
    const mysqld = await Mysqld.open({ program: findProgram(prefix, flavor), dataRoot: dir, uid: 7, port });
    expect(await run('start')).toContain('init comes first');
    expect(await run('init')).toBe('ok');
    try {
      const databases = await withSession(mysqld.connectOptions('vt_dba'), (c) =>
        c.query("show databases like 'made%'"),
      );
      expect(databases.length).toBe(1);
      const grants = await withSession(mysqld.connectOptions('vt_dba'), (c) =>
        c.query('show grants for vt_app@localhost'),
      );
      // A tablet of Vitess keeps its migrations as this account.
      expect(JSON.stringify(grants)).toMatch(/SELECT, INSERT, UPDATE, DELETE ON `[^`]*_vt`/);
      expect(await run('init')).toContain('already holds');
      expect(await run('shutdown')).toBe('ok');
      expect(mysqld.pid).toBeUndefined();
      const other = await freePort();
      expect(await mysqlctl([...flags(other), 'reinit-config'])).toBe(0);
      expect(readFileSync(mysqld.layout.myCnf, 'utf8')).toMatch(
        new RegExp(`port\\s*=\\s*${other}\nbind-address = \\*`),
      );
      expect(await run('reinit_config')).toBe('ok');
      expect(await run('start')).toBe('ok');
      expect(mysqld.pid).toBeDefined();
    } finally {
      expect(await run('teardown')).toBe('ok');
    }
    expect(existsSync(mysqld.layout.dir)).toBe(false);
  });
});

function findProgram(prefix: string, flavor: 'mariadb' | 'mysql'): string {
  return join(prefix, 'bin', flavor === 'mysql' ? 'mysqld' : 'mariadbd');
}
