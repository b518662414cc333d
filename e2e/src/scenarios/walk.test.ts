import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { freePortBase } from '../harness/ports.ts';
import { explainSkip, prefixOf } from '../harness/servers.ts';

const root = join(import.meta.dirname, '../../..');
const skip = prefixOf('mysql') === undefined && explainSkip('the walk', 'no mysql here');

type Passed = { readonly station: string; readonly file: string; readonly fn: string; readonly calls: number };

test('every station of docs/walk.md is where it says', () => {
  const rows = readFileSync(join(root, 'docs/walk.md'), 'utf8')
    .split('\n')
    .filter((line) => /^\| [a-z ]+ \| `/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim().replace(/^`|`$/g, '')));
  expect(rows.length).toBeGreaterThan(15);
  for (const [, station, file = '', fn = ''] of rows) {
    const source = readFileSync(join(root, file), 'utf8');
    expect(`${station}: ${source.includes(`${fn}(`) || source.includes(`function ${fn}`)}`).toBe(`${station}: true`);
  }
});

test.skipIf(skip)('a query passes every station', async () => {
  const base = await freePortBase();
  const { stdout } = await promisify(execFile)(process.execPath, ['tools/walk.mjs', '--json', `--port-base=${base}`], {
    cwd: root,
    maxBuffer: 1 << 24,
  });
  const passed = JSON.parse(stdout.slice(stdout.indexOf('['))) as Passed[];
  expect(passed.length).toBeGreaterThan(15);
  expect(passed.filter(({ calls }) => calls === 0).map(({ station, fn }) => `${station} (${fn})`)).toEqual([]);
});
