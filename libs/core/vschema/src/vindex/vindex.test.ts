import { readFileSync } from 'node:fs';
import { type BindValue, Type, type TypeName } from '@vt/sqltypes';
import { describe, expect, it } from 'vitest';
import type { Destination } from '../destination/destination.ts';
import { toHex } from '../key-range/bytes.ts';
import { corpusPath, readCorpus } from '../testing/corpus.ts';
import { vindexRegistry } from './registry.ts';
import { needsQueries, type Vindex } from './vindex.ts';

type Text = string | { $hex: string } | null;
type VectorCase = {
  id: string;
  vindex: string;
  params: Record<string, string>;
  op: 'map' | 'verify' | 'reverse_map';
  id_values: { type: TypeName; value: Text }[];
  keyspace_id?: string;
  key_range?: [string, string];
  none?: boolean;
  ksid?: string;
  match?: boolean;
};
type CreateCase = {
  id: string;
  vindexType: string;
  vindexName: string;
  vindexParams: Record<string, string> | null;
  expectCost: number;
  expectErr: string | null;
  expectIsUnique: boolean;
  expectNeedsVCursor: boolean;
  expectUnknownParams: string[] | null;
};

const registry = vindexRegistry({
  readTextFile: (path) =>
    readFileSync(
      path.includes('numeric_static_map') ? corpusPath('vindex/numeric_static_map_test.json') : path,
      'utf8',
    ),
});

function value({ type, value: text }: { type: TypeName; value: Text }): BindValue {
  const bytes =
    text === null ? Buffer.alloc(0) : typeof text === 'string' ? Buffer.from(text) : Buffer.from(text.$hex, 'hex');
  return { type: Type[type ?? 'NULL_TYPE'], value: bytes };
}

function show(destination: Destination): unknown {
  if (destination.kind === 'KeyspaceId') return toHex(destination.keyspaceId);
  if (destination.kind === 'KeyRange') return [toHex(destination.keyRange.start), toHex(destination.keyRange.end)];
  return destination.kind;
}

function map(vindex: Vindex, values: readonly BindValue[]): Destination {
  const [first] = values;
  if (vindex.kind === 'multi') return vindex.map(values);
  if (vindex.kind === 'lookup' || !first) throw new Error(`${vindex.type} does not compute`);
  return vindex.map(first);
}

function verify(vindex: Vindex, values: readonly BindValue[], keyspaceId: Uint8Array): boolean {
  const [first] = values;
  if (vindex.kind === 'multi') return vindex.verify(values, keyspaceId);
  if (vindex.kind === 'lookup' || !first) throw new Error(`${vindex.type} does not compute`);
  return vindex.verify(first, keyspaceId);
}

const vectors = readCorpus<VectorCase>('vindex/vindex_vectors.jsonl');
const creations = readCorpus<CreateCase>('vindex/create_vindex.jsonl');

describe.skipIf(!vectors)('vindex vectors', () => {
  for (const vector of vectors ?? []) {
    it(`${vector.id} ${vector.vindex} ${vector.op} ${JSON.stringify(vector.id_values)}`, () => {
      const [type = '', flavor] = vector.vindex.split(' ');
      const created = registry.create(type, 'v', vector.params);
      const vindex = flavor === '(prefix)' && created.kind === 'single' && created.prefix ? created.prefix : created;
      const values = vector.id_values.map(value);
      const keyspaceId = Buffer.from(vector.ksid ?? '', 'hex');
      if (vector.op === 'verify') expect(verify(vindex, values, keyspaceId)).toBe(vector.match);
      else if (vector.op === 'map')
        expect(show(map(vindex, values))).toEqual(vector.none ? 'None' : (vector.keyspace_id ?? vector.key_range));
      else {
        const back = vindex.kind === 'single' ? vindex.reverseMap?.(keyspaceId) : undefined;
        expect(Buffer.from(back?.value ?? []).toString()).toBe(Buffer.from(values[0]?.value ?? []).toString());
      }
    });
  }
});

describe.skipIf(!creations)('creating vindexes', () => {
  for (const wanted of creations ?? []) {
    it(`${wanted.id} ${wanted.vindexType} ${JSON.stringify(wanted.vindexParams)}`, () => {
      const create = () => registry.create(wanted.vindexType, wanted.vindexName, wanted.vindexParams ?? {});
      if (wanted.expectErr !== null) {
        expect(create).toThrow(wanted.expectErr);
        return;
      }
      const vindex = create();
      expect({
        cost: vindex.cost,
        unique: vindex.unique,
        queries: needsQueries(vindex),
        unknown: vindex.unknownParams,
      }).toEqual({
        cost: wanted.expectCost,
        unique: wanted.expectIsUnique,
        queries: wanted.expectNeedsVCursor,
        unknown: wanted.expectUnknownParams ?? [],
      });
    });
  }
});

describe('vindexes', () => {
  const int = (n: bigint | number) => ({ type: Type.INT64, value: Buffer.from(String(n)) });
  const hashOf = (n: bigint | number) => show(map(registry.create('hash', 'h', {}), [int(n)]));

  it('hash is DES under the zero key of the 64-bit number', () => {
    expect([0, 1, 2, 3, 4, 5, 6, -1].map(hashOf)).toEqual([
      '8ca64de9c1b123a7',
      '166b40b44aba4bd6',
      '06e7ea22ce92708f',
      '4eb190c9a2fa169c',
      'd2fd8867d50d2dfe',
      '70bb023c810ca87a',
      'f098480ac4c4be71',
      '355550b2150e2451',
    ]);
    expect(hashOf(2n ** 63n - 1n)).toBe('f77d48aadda1f1bb');
    expect(hashOf(2n ** 63n)).toBe('None');
  });

  it('multicol shares eight bytes among its columns', () => {
    const vindex = registry.create('multicol', 'm', { column_count: '3' });
    expect(show(map(vindex, [int(1), int(1), int(1)]))).toBe('166b40166b40166b');
    expect(show(map(vindex, [int(1)]))).toEqual(['166b40', '166b41']);
  });

  it('a type that does not exist is refused by name', () => {
    expect(() => registry.create('absent', 'v', {})).toThrow('vindexType "absent" not found');
  });
});
