import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { identify } from './identity.ts';
import { waitReady } from './launch.ts';

test.skipIf(process.platform !== 'linux')(
  'who answers on a port that was ours to be is not taken for ours',
  async () => {
    const dir = mkdtempSync(join(tmpdir(), 'vt-launch-'));
    const other = createServer((_, response) => response.end('{}')).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    // It ends when it is told to, as one does that finds its port taken.
    const ours = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
    try {
      const spec = { name: 'vttablet-100', ready: 'http', readyPort: port } as const;
      const options = { signal: new AbortController().signal, timeoutMs: 60_000 };
      const answered = once(other, 'request');
      const waiting = waitReady(dir, spec, identify(ours.pid ?? 0), options);
      await Promise.race([answered.then(() => ours.stdin.end()), waiting]);
      await expect(waiting).rejects.toThrow('vttablet-100 ended while it was starting');
      await waitReady(dir, spec, identify(process.pid), options);
    } finally {
      ours.kill();
      other.close();
      rmSync(dir, { recursive: true, force: true });
    }
  },
);
