import { expect, test } from 'vitest';
import { ReadAfterWrite } from './read-after-write.ts';

function remembering(): ReadAfterWrite {
  const fresh = new ReadAfterWrite();
  fresh.mode = 'session';
  return fresh;
}

function toldAgain({ memory }: ReadAfterWrite): ReadAfterWrite {
  const fresh = remembering();
  fresh.memory = memory;
  return fresh;
}

test('a memory that is told again needs the same writes', () => {
  const fresh = remembering();
  fresh.wrote('ks/-80', 'u:1');
  fresh.wrote('ks/-80', 'u:2');
  fresh.wrote('ks/80-', undefined);
  const again = toldAgain(fresh);
  expect(again.needed('ks/-80')).toEqual({ gtids: 'u:1,u:2', caughtUp: undefined });
  expect(again.needed('ks/80-')).toEqual({ gtids: undefined, caughtUp: undefined });
  expect(again.needed('ks/0')).toBeUndefined();
});

test('GTIDs too long for a message are asked of the primary', () => {
  const fresh = remembering();
  for (let i = 0; i < 100; i++) fresh.wrote(`ks/${i}`, 'g'.repeat(1_000));
  const again = toldAgain(fresh);
  expect(fresh.memory.length).toBeLessThan(5_000);
  expect(again.needed('ks/99')).toEqual({ gtids: undefined, caughtUp: undefined });
});

test('more places than are remembered: of none of them the writes are forgotten', () => {
  const fresh = remembering();
  for (let i = 0; i <= 4_096; i++) fresh.wrote(`ks/${i}`, 'u:1');
  expect(fresh.needed('ks/0')).toEqual({ gtids: undefined, caughtUp: undefined });
  expect(toldAgain(fresh).needed('ks/0')).toEqual({ gtids: undefined, caughtUp: undefined });
  expect(toldAgain(fresh).needed('ks/4096')?.gtids).toBe('u:1');
  // Its first write is forgotten: the second alone is not enough.
  fresh.wrote('ks/0', 'u:2');
  expect(fresh.needed('ks/0')?.gtids).toBeUndefined();
});

test.each(['', 'true', '{}', '[["ks/0"]]', '[["ks/0", 1]]', `[["ks/0", "${'g'.repeat(2_001)}"]]`])(
  'a memory that is none (%#): anything may have been written',
  (text) => {
    const fresh = remembering();
    fresh.memory = text;
    expect(fresh.needed('ks/0')).toEqual({ gtids: undefined, caughtUp: undefined });
  },
);
