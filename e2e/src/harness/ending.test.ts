import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';

const script = `
  const { endOnSignals, endsWithUs } = await import(${JSON.stringify(new URL('../../dist/harness/ending.js', import.meta.url).href)});
  const { spawn } = await import('node:child_process');
  endOnSignals();
  const child = spawn(process.execPath, ['-e', 'console.log(1); setInterval(() => {}, 1e6)'], { stdio: 'inherit' });
  endsWithUs(child);
  setInterval(() => {}, 1e6);`;

test.for([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends a run, and what it started', async ([signal, status]) => {
  const run = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(run.stdout, 'data');
  // Once both have left the pipe.
  const ended = once(run, 'close');
  run.kill(signal);
  expect(await ended).toEqual([status, null]);
});
