import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { OwnerFile } from './owner-file.ts';

const fieldsOf = (pid: number): string[] => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
};

test.skipIf(process.platform !== 'linux')(
  'an owner that was killed and that nobody waited for has the file no more',
  async () => {
    const dir = mkdtempSync(join(tmpdir(), 'vt-owner-'));
    const file = join(dir, 'topo.data');
    const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60']);
    try {
      const [line] = (await once(parent.stdout, 'data')) as [Buffer];
      const pid = Number(line.toString());
      writeFileSync(`${file}.owner`, `${pid} ${fieldsOf(pid)[19]}`);
      expect(() => OwnerFile.acquire(file)).toThrow(`in use by process ${pid}`);
      // Only now will nobody wait for its child.
      await expect.poll(() => readFileSync(`/proc/${parent.pid}/comm`, 'utf8')).toBe('sleep\n');
      process.kill(pid, 'SIGKILL');
      await expect.poll(() => fieldsOf(pid)[0]).toBe('Z');
      OwnerFile.acquire(file).release();
    } finally {
      parent.kill('SIGKILL');
      rmSync(dir, { recursive: true, force: true });
    }
  },
);
