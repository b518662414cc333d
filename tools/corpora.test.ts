import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const repository = dirname(import.meta.dirname);
const PATH = /'((?:\.\.\/)+shared\/corpora)'/;

test('all tests look for the corpora in one place: who looks elsewhere skips what is there', () => {
  const files = execFileSync('git', ['grep', '-l', 'shared/corpora', '--', '*.ts'], {
    cwd: repository,
    encoding: 'utf8',
  });
  const places = files.split('\n').flatMap((file) => {
    const relative = file && PATH.exec(readFileSync(resolve(repository, file), 'utf8'))?.[1];
    return relative ? [{ file, place: resolve(repository, dirname(file), relative) }] : [];
  });
  expect(places.length).toBeGreaterThan(5);
  const elsewhere = places.filter(({ place }) => place !== join(dirname(repository), 'shared', 'corpora'));
  expect(elsewhere).toEqual([]);
});
