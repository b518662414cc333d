import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describe, expect, test } from 'vitest';
import { type Compression, compressor, decompressor } from './compression.ts';

const plain = { level: 1, externalCompressor: '', externalDecompressor: '' };
/** More than any buffer on the way, half of it compressible. */
const data = Buffer.concat([randomBytes(1 << 20), Buffer.alloc(1 << 20, 'abc')]);

function hasProgram(name: string): boolean {
  const found = spawnSync(name, ['--version']).error === undefined;
  if (!found) console.log(`no program ${name} here: its engine is not tried`);
  return found;
}

async function bytesOf(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function through(input: Buffer, filter: NodeJS.ReadWriteStream): Promise<Buffer> {
  const output = new PassThrough({ highWaterMark: 1 << 23 });
  const [, bytes] = await Promise.all([pipeline(Readable.from([input]), filter, output), bytesOf(output)]);
  return bytes;
}

describe.each<[string, Compression, boolean]>([
  ['pargzip', { ...plain, engine: 'pargzip' }, true],
  ['zstd', { ...plain, engine: 'zstd' }, hasProgram('zstd')],
  ['lz4', { ...plain, engine: 'lz4' }, hasProgram('lz4')],
  [
    'external',
    { ...plain, engine: 'external', externalCompressor: 'gzip -1 -c', externalDecompressor: 'gzip -d -c' },
    hasProgram('gzip'),
  ],
])('the engine %s', (_name, compression, isHere) => {
  test.runIf(isHere)('gives back what it got, and less in between', async () => {
    const small = await through(data, compressor(compression));
    expect(small.length).toBeLessThan(data.length * 0.75);
    expect((await through(small, decompressor(compression))).equals(data)).toBe(true);
  });

  test.runIf(isHere)('fails for what is damaged or cut short', async () => {
    const small = await through(data, compressor(compression));
    await expect(through(small.subarray(0, small.length >> 1), decompressor(compression))).rejects.toThrow();
    await expect(through(randomBytes(10_000), decompressor(compression))).rejects.toThrow();
  });
});

test('a program that is not there, and an engine that is none, are told', async () => {
  const missing = { ...plain, engine: 'external', externalCompressor: '/no/such/program' };
  await expect(through(data, compressor(missing))).rejects.toThrow('/no/such/program failed');
  expect(() => decompressor(missing)).toThrow('--external-decompressor');
  expect(() => compressor({ ...plain, engine: 'snappy' })).toThrow("unknown compression engine 'snappy'");
});
