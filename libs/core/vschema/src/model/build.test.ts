import { describe, expect, test } from 'vitest';
import { vindexRegistry } from '../vindex/registry.ts';
import { buildVSchema, type TrackedTables } from './build.ts';
import type { SrvVSchemaDocument } from './document.ts';

const registry = vindexRegistry({
  readTextFile: () => {
    throw new Error('no files here');
  },
});

const document = {
  keyspaces: {
    new: {
      sharded: true,
      vindexes: { xxhash: { type: 'xxhash' } },
      tables: { t: { column_vindexes: [{ column: 'id', name: 'xxhash' }] } },
    },
    old: { tables: { t: {} } },
  },
};

const has: TrackedTables = new Map([['t', { columns: [] }]]);
const hasNot: TrackedTables = new Map();

const meant = (tracked: [string, TrackedTables][], keyspaces: SrvVSchemaDocument['keyspaces'] = document.keyspaces) => {
  const { globalTables } = buildVSchema({ keyspaces }, registry, new Map(tracked));
  expect(globalTables.has('t')).toBe(true);
  return globalTables.get('t')?.keyspace;
};

describe('a table that two keyspaces list, named without one', () => {
  test('is the one that is there', () => {
    expect(
      meant([
        ['new', hasNot],
        ['old', has],
      ]),
    ).toBe('old');
    expect(
      meant([
        ['new', has],
        ['old', hasNot],
      ]),
    ).toBe('new');
  });

  test('is the one that its VSchema lists, of two that are there', () => {
    const both: [string, TrackedTables][] = [
      ['new', has],
      ['old', has],
    ];
    expect(meant(both, { ...document.keyspaces, old: {} })).toBe('new');
    expect(meant(both, { new: { tables: {} }, old: {} })).toBeUndefined();
  });

  test('is ambiguous when both are there, or nobody knows', () => {
    expect(
      meant([
        ['new', has],
        ['old', has],
      ]),
    ).toBeUndefined();
    expect(meant([['old', has]])).toBeUndefined();
    expect(meant([])).toBeUndefined();
  });
});

test('a table that rules lead to has its sequence, and one whose sequence is not there is not led to', () => {
  const listed = (sequence: string): SrvVSchemaDocument => ({
    keyspaces: {
      ...document.keyspaces,
      new: {
        ...document.keyspaces.new,
        tables: { t: { ...document.keyspaces.new.tables.t, auto_increment: { column: 'id', sequence } } },
      },
      old: { tables: { t: {}, seq: { type: 'sequence' } } },
    },
    routing_rules: { rules: [{ from_table: 'old.t', to_tables: ['new.t'] }] },
    mirror_rules: { rules: [{ from_table: 'old.t', to_table: 'new.t', percent: 1 }] },
  });
  const { routingRules, mirrorRules } = buildVSchema(listed('old.seq'), registry);
  const autoIncrement = { column: 'id', sequence: { keyspace: 'old', name: 'seq' } };
  expect(routingRules.get('old.t')).toMatchObject({ table: { keyspace: 'new', autoIncrement } });
  expect(mirrorRules.get('old.t')).toMatchObject({ table: { keyspace: 'new', autoIncrement } });
  const error = expect.objectContaining({ message: expect.stringContaining('cannot resolve sequence') });
  expect(buildVSchema(listed('nowhere.none'), registry).routingRules.get('old.t')).toEqual({ error });
});
