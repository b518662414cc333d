import { expect, test } from 'vitest';
import { SpillFiles } from './spill-files.ts';

async function all(pieces: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  for await (const piece of pieces) parts.push(piece);
  return Buffer.concat(parts).toString();
}

test('what was put aside comes back as it was, and gives its place back', async () => {
  const files = new SpillFiles({ runBytesMax: 10, diskBytesMax: 1000 });
  const [a, b] = [await files.create(), await files.create()];
  await a.write(Buffer.from('one'));
  await b.write(Buffer.from('other'));
  await a.write(Buffer.from('two'));
  expect(await all(a.read())).toBe('onetwo');
  expect(await all(b.read())).toBe('other');
  expect(files.bytes).toBe(11);
  await a.close();
  await b.close();
  expect(files.bytes).toBe(0);
});

test('more than the disk is allowed to hold is refused, and nothing is lost by it', async () => {
  const files = new SpillFiles({ runBytesMax: 10, diskBytesMax: 5 });
  const file = await files.create();
  await file.write(Buffer.from('12345'));
  await expect(file.write(Buffer.from('6'))).rejects.toMatchObject({ errno: 1153, code: 'RESOURCE_EXHAUSTED' });
  expect(await all(file.read())).toBe('12345');
  await file.close();
});
