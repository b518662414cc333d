import { describe, expect, it } from 'vitest';
import { choice, longRun, number, numbers, toggle, words } from './long-run.ts';

const about = { script: 'drill', title: 'Tries.' };
const flags = {
  rows: number(10, 'rows'),
  portBase: number(undefined, 'port'),
  path: numbers([1, 2], 'shards'),
  faults: words('faults'),
  topo: choice(['embedded', 'etcd'], 'topology'),
  reverse: toggle(true, 'only there'),
  keep: toggle(false, 'stays'),
};

describe('the command line of a long run', () => {
  it('has its defaults', () => {
    expect(longRun(about, flags, [])).toEqual({
      rows: 10,
      portBase: undefined,
      path: [1, 2],
      faults: [],
      topo: 'embedded',
      reverse: true,
      keep: false,
    });
  });

  it('reads each kind of flag, in kebab case', () => {
    const argv = [
      '--rows',
      '7',
      '--port-base=9000',
      '--path',
      '2,4',
      '--faults',
      'a,b',
      '--topo',
      'etcd',
      '--no-reverse',
      '--keep',
    ];
    expect(longRun(about, flags, argv)).toEqual({
      rows: 7,
      portBase: 9000,
      path: [2, 4],
      faults: ['a', 'b'],
      topo: 'etcd',
      reverse: false,
      keep: true,
    });
  });
});
