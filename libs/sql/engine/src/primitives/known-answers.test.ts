import { type Row } from '@vt/sqltypes';
import { expect, test } from 'vitest';
import { KnownAnswers, ofValues } from './known-answers.ts';

const row = (...values: readonly (string | null)[]): Row => values.map((v) => (v === null ? null : Buffer.from(v)));

test('each combination of values is asked for once, and no two are taken for one', async () => {
  const known = new KnownAnswers<string>([1, 2, 1], { copyOf: (answer) => answer, bytesOf: (answer) => answer.length });
  const asked: string[] = [];
  const rows = [
    row('1', 'a', 'b'),
    row('2', 'a', 'b'),
    row('3', 'a,1:b', null),
    row('4', 'a', 'b,N'),
    row('5', 'N', ''),
    row('6', null, ''),
    row('7', '', null),
    row('8', 'a,1:b', null),
    row('9', null, ''),
  ];
  const answers: string[] = [];
  for (const each of rows) {
    const ask = async () => {
      asked.push(String(each[0]));
      return `of ${each[0]}`;
    };
    answers.push(await known.of(each, ask));
  }
  expect(asked).toEqual(['1', '3', '4', '5', '6', '7']);
  expect(answers).toEqual(['of 1', 'of 1', 'of 3', 'of 4', 'of 5', 'of 6', 'of 7', 'of 3', 'of 6']);
});

test('what is beyond its bound is asked for again, and what fails is not kept', async () => {
  const known = new KnownAnswers<number>([0], { copyOf: (bytes) => bytes, bytesOf: (bytes) => bytes });
  const asked: string[] = [];
  const ask = (key: string, bytes: number) =>
    known.of(row(key), async () => {
      asked.push(key);
      return bytes;
    });
  await ask('small', 1);
  for (let i = 0; i < 2; i++) await ask('large', 5_000_000);
  await ask('small', 1);
  expect(asked).toEqual(['small', 'large', 'large']);
  const failing = () => known.of(row('x'), () => Promise.reject(new Error('lost')));
  await expect(failing()).rejects.toThrow('lost');
  expect(await known.of(row('x'), async () => 7)).toBe(7);
});

test('of the message that a value came in nothing but the value is kept', async () => {
  const known = new KnownAnswers([0], ofValues);
  const message = Buffer.alloc(65_536, 'x');
  const ask = async () => ({ value: message.subarray(0, 3) });
  await known.of(row('a'), ask);
  message.fill('y');
  const { value } = await known.of(row('a'), ask);
  expect(Buffer.from(value ?? []).toString()).toBe('xxx');
  expect(value?.buffer.byteLength).toBe(3);
  await known.of(row('b'), async () => ({ value: null }));
  expect(await known.of(row('b'), ask)).toEqual({ value: null });
});
