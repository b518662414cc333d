import { parsePosition } from '@vt/mysql';
import { describe, expect, test } from 'vitest';
import type { Manifest } from './manifest.ts';
import { type Named, type RestoreTarget, restorePath } from './restore-path.ts';

const UUID = '3e11fa47-71ca-11e1-9e33-c80aa9429562';
const text = (end: number): string => `MySQL56/${UUID}:1-${end}`;
const time = (minute: number): string => new Date(Date.UTC(2024, 0, 1, 0, minute)).toISOString();

function whole(name: string, end: number): Named {
  return { name, manifest: { Incremental: false, Position: text(end), FinishedTime: time(end) } as Manifest };
}

function increment(name: string, from: number, end: number): Named {
  const IncrementalDetails = {
    FirstTimestamp: time(from),
    FirstTimestampBinlog: '',
    LastTimestamp: time(end),
    LastTimestampBinlog: '',
  };
  const manifest = { Incremental: true, FromPosition: text(from), Position: text(end), IncrementalDetails } as Manifest;
  return { name, manifest };
}

const backups = [
  whole('w10', 10),
  increment('i10-20', 10, 20),
  increment('i15-30', 15, 30),
  increment('i18-25', 18, 25),
  whole('w40', 40),
  increment('i40-50', 40, 50),
];

const position = (end: number): RestoreTarget => ({ kind: 'position', position: parsePosition(text(end)) });
const at = (minute: number): RestoreTarget => ({ kind: 'time', time: new Date(time(minute)) });
const path = (target: RestoreTarget): string => {
  const { whole: first, increments } = restorePath(backups, target);
  return [first, ...increments].map(({ name }) => name).join(' ');
};

describe('from a whole backup over incremental ones to a target', () => {
  test.each<[string, RestoreTarget, string]>([
    ['the whole one itself', position(10), 'w10'],
    ['within the first increment', position(12), 'w10 i10-20'],
    ['over two, and not over three', position(24), 'w10 i10-20 i15-30'],
    ['the later whole one is nearer', position(45), 'w40 i40-50'],
    ['a time', at(12), 'w10 i10-20'],
    ['a time in the last', at(41), 'w40 i40-50'],
  ])('%s', (_what, target, expected) => expect(path(target)).toBe(expected));

  test.each<[string, RestoreTarget, string]>([
    ['before all', position(9), 'no whole backup was complete before'],
    [
      'in a gap',
      position(35),
      `the backups end before (w10 at ${text(10)}, i10-20 at ${text(20)}, i15-30 at ${text(30)})`,
    ],
    ['beyond all', position(60), `the backups end before (w40 at ${text(40)}, i40-50 at ${text(50)})`],
    ['a time beyond all', at(51), `the backups end before (w40 at ${text(40)}, i40-50 at ${text(50)})`],
  ])('there is none: %s', (_what, target, expected) => expect(() => path(target)).toThrow(expected));
});
