import { expect, test } from 'vitest';
import { Turns } from './turns.ts';

const never = new AbortController().signal;

test('so many have a turn at a time, and who comes first is next', async () => {
  const turns = new Turns(2);
  const had: string[] = [];
  const takes = ['a', 'b', 'c', 'd'].map((name) => turns.take(never, undefined).then(() => had.push(name)));
  await Promise.all(takes.slice(0, 2));
  expect(had).toEqual(['a', 'b']);
  turns.give();
  await takes[2];
  turns.give();
  await takes[3];
  expect(had).toEqual(['a', 'b', 'c', 'd']);
});

test('who waits no longer, or too long, takes no turn', async () => {
  const turns = new Turns(1);
  await turns.take(never, undefined);
  const end = new AbortController();
  const given = turns.take(end.signal, undefined);
  const late = turns.take(never, 1);
  const last = turns.take(never, undefined);
  end.abort(new Error('the client is gone'));
  await expect(given).rejects.toThrow('the client is gone');
  await expect(late).rejects.toMatchObject({ errno: 3024 });
  await expect(turns.take(end.signal, undefined)).rejects.toThrow('the client is gone');
  turns.give();
  await last;
  turns.give();
  await turns.take(never, undefined);
});
