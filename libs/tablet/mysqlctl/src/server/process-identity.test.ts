import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { livingPid } from './process-identity.ts';

test('a server is known by its option file, also in a folder with spaces', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'vt identity '));
  const [file, argument] = [join(dir, 'pid'), `--defaults-file=${join(dir, 'my.cnf')}`];
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', '--', argument]);
  try {
    await once(child, 'spawn');
    writeFileSync(file, `${child.pid}\n`);
    expect(livingPid(file, argument)).toBe(child.pid);
    expect(livingPid(file, `--defaults-file=${dir.split(' ')[0]}`)).toBeUndefined();
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
    rmSync(dir, { recursive: true, force: true });
  }
});
