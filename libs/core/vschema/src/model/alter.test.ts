import { describe, expect, it } from 'vitest';
import { vindexRegistry } from '../vindex/registry.ts';
import { alterKeyspaceDocument, type VSchemaChange } from './alter.ts';
import { buildVSchema } from './build.ts';
import type { KeyspaceDocument } from './document.ts';
import { parseKeyspaceDocument } from './parse-document.ts';
import { writeKeyspaceDocument } from './write-document.ts';

const all = (changes: readonly VSchemaChange[], start: KeyspaceDocument = {}) =>
  changes.reduce((document, change) => alterKeyspaceDocument('ks', document, change), start);
const hash: VSchemaChange = { kind: 'createVindex', vindex: 'hash', type: 'hash', params: {} };
const onT = (vindex: string, columns: readonly string[], type = '', params = {}): VSchemaChange => ({
  kind: 'addColumnVindex',
  table: 't',
  vindex,
  columns,
  type,
  params,
});

describe('ALTER VSCHEMA', () => {
  it('makes a sharded keyspace that can be used, and that survives being written', () => {
    const lookup = { table: 'lkp', from: 'c', to: 'id', owner: 't' };
    const document = all([hash, onT('hash', ['id']), onT('c_idx', ['c'], 'lookup_unique', lookup)]);
    expect(document).toEqual({
      sharded: true,
      vindexes: {
        hash: { type: 'hash', params: {} },
        c_idx: { type: 'lookup_unique', owner: 't', params: { table: 'lkp', from: 'c', to: 'id' } },
      },
      tables: {
        t: {
          column_vindexes: [
            { column: 'id', name: 'hash' },
            { column: 'c', name: 'c_idx' },
          ],
        },
      },
    });
    const again = parseKeyspaceDocument(writeKeyspaceDocument(document));
    const built = buildVSchema({ keyspaces: { ks: again } }, vindexRegistry()).keyspaces.get('ks');
    expect(built?.error).toBeUndefined();
    expect(built?.tables.get('t')?.columnVindexes.map(({ owned }) => owned)).toEqual([false, true]);
  });

  it('takes away what it gave', () => {
    const changes: VSchemaChange[] = [
      hash,
      onT('hash', ['a', 'b']),
      { kind: 'dropColumnVindex', table: 't', vindex: 'hash' },
      { kind: 'dropVindex', vindex: 'hash' },
    ];
    expect(all(changes)).toEqual({ sharded: true, vindexes: {}, tables: {} });
    const sequence: VSchemaChange = { kind: 'addSequence', table: 's' };
    const auto: VSchemaChange = { kind: 'addAutoIncrement', table: 't', column: 'id', sequence: 'un.s' };
    expect(all([sequence, { kind: 'addTable', table: 't' }, auto]).tables).toEqual({
      s: { type: 'sequence' },
      t: { auto_increment: { column: 'id', sequence: 'un.s' } },
    });
    expect(all([sequence, { kind: 'dropSequence', table: 's' }]).tables).toEqual({});
  });

  it.each<[VSchemaChange[], string]>([
    [[hash, hash], 'vindex hash already exists in keyspace ks'],
    [[{ kind: 'dropVindex', vindex: 'x' }], 'vindex x does not exists in keyspace ks'],
    [
      [hash, onT('hash', ['id']), { kind: 'dropVindex', vindex: 'hash' }],
      'can not drop vindex cause hash still defined on table t',
    ],
    [[onT('x', ['id'])], 'vindex x does not exist in keyspace ks'],
    [[hash, onT('hash', ['id']), onT('hash', ['id'])], 'vindex hash already defined on table t'],
    [[hash, onT('hash', ['id'], 'xxhash')], 'vindex hash defined with type hash not xxhash'],
    [[hash, onT('hash', ['id'], 'hash', { owner: 't' })], 'vindex hash defined with owner  not t'],
    [[hash, onT('hash', ['id'], 'hash', { a: 'b' })], 'vindex hash defined with different parameters'],
    [[{ kind: 'dropColumnVindex', table: 't', vindex: 'x' }], 'table ks.t not defined in vschema'],
    [
      [
        { kind: 'addTable', table: 't' },
        { kind: 'dropColumnVindex', table: 't', vindex: 'x' },
      ],
      'vindex x not defined in table ks.t',
    ],
    [
      [
        { kind: 'addTable', table: 't' },
        { kind: 'addTable', table: 't' },
      ],
      'vschema already contains table t in keyspace ks',
    ],
    [[{ kind: 'dropTable', table: 't' }], 'vschema does not contain table t in keyspace ks'],
    [[hash, { kind: 'addSequence', table: 's' }], 'add sequence table: unsupported on sharded keyspace ks'],
    [[{ kind: 'dropAutoIncrement', table: 't' }], 'vschema does not contain table t in keyspace ks'],
  ])('refuses what does not fit: %#', (changes, message) => {
    expect(() => all(changes)).toThrow(message);
  });
});
