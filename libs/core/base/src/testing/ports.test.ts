import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { freePort } from './ports.ts';

const source = fileURLToPath(new URL('./ports.ts', import.meta.url));
const inOtherProcess = `const { freePort } = await import(${JSON.stringify(source)});
const ports = [];
for (let i = 0; i < 50; i++) ports.push(await freePort());
console.log(JSON.stringify(ports));
process.stdin.resume();`;

test('processes that ask for ports at the same time get different ones, which can be listened on', async () => {
  const others = await Promise.all([1, 2].map(() => portsOfOtherProcess()));
  const own: number[] = [];
  for (let i = 0; i < 50; i++) own.push(await freePort());
  const all = [...own, ...others.flatMap((other) => other.ports)];
  expect(new Set(all).size).toBe(150);
  for (const { stop } of others) stop();
  const server = createServer();
  const [port] = own;
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  await new Promise((resolve) => server.close(resolve));
});

async function portsOfOtherProcess(): Promise<{ ports: number[]; stop: () => void }> {
  const running = promisify(execFile)('npx', ['tsx', '--input-type=module', '-e', inOtherProcess]);
  const line = await new Promise<string>((resolve, reject) => {
    running.child.stdout?.once('data', (chunk: Buffer | string) => resolve(String(chunk)));
    running.catch(reject);
  });
  return { ports: JSON.parse(line) as number[], stop: () => running.child.stdin?.end() };
}
