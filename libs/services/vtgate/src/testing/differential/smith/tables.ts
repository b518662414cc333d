import type { TestKeyspace } from '../../test-gate.ts';
import type { Dice } from '../wide/dice.ts';
import { anyColumn, type Column, keyColumn, quoted, SMALL_INT } from './columns.ts';

export type Table = {
  readonly name: string;
  readonly keyspace: 'sk' | 'su';
  readonly columns: readonly Column[];
  readonly key: readonly string[];
  /** Columns a unique vindex or key says to be different, beside the primary key. */
  readonly unique: readonly string[];
  readonly vindexes: readonly ColumnVindex[];
  readonly isReference: boolean;
  readonly ddl: string;
};

type ColumnVindex = { readonly columns: readonly string[]; readonly name: string };
type Vindex = { readonly type: string; readonly params?: Readonly<Record<string, string>>; readonly owner?: string };

export type Schema = {
  readonly tables: readonly Table[];
  readonly keyspaces: Readonly<Record<string, TestKeyspace>>;
  /** Keyspace and DDL of what the vindexes keep. */
  readonly lookups: readonly string[];
};

const TEXT_KEYS = ['a', 'b', 'c', 'aa', 'Ab', 'k1', 'k2', 'k3', 'Émile', 'zoë', 'm', 'n', 'o', 'p', 'q'].map(quoted);
const textKey = (dice: Dice): string => dice.pick(TEXT_KEYS);

/** How rows find their shard: columns and the vindex over them. */
const PRIMARIES: readonly (() => {
  readonly columns: readonly Column[];
  readonly type: string;
  readonly params?: Vindex['params'];
})[] = [
  () => ({ columns: [keyColumn('id', 'bigint', SMALL_INT)], type: 'hash' }),
  () => ({ columns: [keyColumn('id', 'int', SMALL_INT)], type: 'xxhash' }),
  () => ({ columns: [keyColumn('id', 'bigint unsigned', SMALL_INT)], type: 'reverse_bits' }),
  () => ({
    columns: [keyColumn('id', 'varchar(20) collate utf8mb4_0900_bin', textKey, 'utf8mb4_0900_bin')],
    type: 'xxhash',
  }),
  () => ({ columns: [keyColumn('id', 'varbinary(20)', textKey)], type: 'binary_md5' }),
  () => ({ columns: [keyColumn('id', 'varchar(20)', textKey, 'utf8mb4_0900_ai_ci')], type: 'unicode_loose_md5' }),
  () => ({ columns: [keyColumn('id', 'varchar(20)', textKey, 'utf8mb4_0900_ai_ci')], type: 'unicode_loose_xxhash' }),
  () => ({
    columns: [keyColumn('ida', 'bigint', SMALL_INT), keyColumn('idb', 'bigint', SMALL_INT)],
    type: 'multicol',
    params: { column_count: '2', column_bytes: '1,7', column_vindex: 'hash,hash' },
  }),
];

const SHARDS = { 2: ['-80', '80-'], 4: ['-40', '40-80', '80-c0', 'c0-'] } as const;

export function randomSchema(dice: Dice, shards: 2 | 4): Schema {
  const vindexes: Record<string, Vindex> = {};
  const lookups: string[] = [];
  const tables: Table[] = [];
  for (const name of ['ta', 'tb', 'tc', 'td']) tables.push(shardedTable(name, dice, vindexes, lookups));
  tables.push(plainTable('rf', 'sk', dice), plainTable('un', 'su', dice));
  const documented = tables.filter(({ keyspace }) => keyspace === 'sk');
  return {
    tables,
    lookups,
    keyspaces: {
      su: { shards: ['0'], vschema: {} },
      sk: {
        shards: SHARDS[shards],
        vschema: {
          sharded: true,
          vindexes,
          tables: Object.fromEntries(
            documented.map(({ name, isReference, vindexes: list }) => [
              name,
              isReference ? { type: 'reference' } : { column_vindexes: list },
            ]),
          ),
        },
      },
    },
  };
}

function shardedTable(name: string, dice: Dice, vindexes: Record<string, Vindex>, lookups: string[]): Table {
  const { columns: keys, type, params } = dice.pick(PRIMARIES)();
  vindexes[`${name}_pv`] = { type, ...(params && { params }) };
  const owned: ColumnVindex[] = [{ columns: keys.map((key) => key.name), name: `${name}_pv` }];
  const columns: Column[] = [...keys];
  const unique: string[] = [];
  const key = keys.map((one) => one.name);
  if (dice.chance(0.6)) {
    columns.push(keyColumn('seq', 'int', SMALL_INT));
    key.push('seq');
  }
  if (dice.chance(0.5)) {
    columns.push(keyColumn('uq', 'int', (one) => String(100 + one.below(60))));
    unique.push('uq');
    vindexes[`${name}_uq`] = {
      type: dice.pick(['consistent_lookup_unique', 'lookup_unique']),
      params: { table: `su.${name}_uq_idx`, from: 'uq', to: 'keyspace_id' },
      owner: name,
    };
    lookups.push(`create table ${name}_uq_idx (uq int primary key, keyspace_id varbinary(64))`);
    owned.push({ columns: ['uq'], name: `${name}_uq` });
  }
  if (dice.chance(0.4)) {
    // A lookup of several rows knows them by what the lookup table's key has.
    columns.push(keyColumn('lk', 'int', SMALL_INT));
    vindexes[`${name}_lk`] = {
      type: dice.pick(['consistent_lookup', 'lookup']),
      params: { table: `su.${name}_lk_idx`, from: `lk,${key.join()}`, to: 'keyspace_id' },
      owner: name,
    };
    const typed = columns.filter((one) => key.includes(one.name)).map((one) => `${one.name} ${one.type}`);
    lookups.push(
      `create table ${name}_lk_idx (lk int, ${typed.join(', ')}, keyspace_id varbinary(64), primary key (lk, ${key.join(', ')}))`,
    );
    owned.push({ columns: ['lk', ...key], name: `${name}_lk` });
  }
  return finish(name, 'sk', columns, key, unique, owned, false, dice);
}

function plainTable(name: string, keyspace: 'sk' | 'su', dice: Dice): Table {
  const columns = [keyColumn('id', 'bigint', SMALL_INT)];
  return finish(name, keyspace, columns, ['id'], [], [], keyspace === 'sk', dice);
}

function finish(
  name: string,
  keyspace: 'sk' | 'su',
  keys: readonly Column[],
  key: readonly string[],
  unique: readonly string[],
  vindexes: readonly ColumnVindex[],
  isReference: boolean,
  dice: Dice,
): Table {
  const columns = [...keys];
  const count = 5 + dice.below(7);
  for (let i = 1; i <= count; i++) columns.push(anyColumn(`c${i}`, dice));
  const base = columns.find(({ name: one, kind }) => one.startsWith('c') && (kind === 'dec' || kind === 'date'));
  if (base && dice.chance(0.5)) {
    const generated = `(${base.kind === 'date' ? `year(${base.name})` : `${base.name} < 10`}) ${dice.pick(['virtual', 'stored'])}`;
    columns.push({ name: 'gen', kind: 'int', type: 'int', notNull: false, generated, literal: SMALL_INT });
  }
  const lines = columns.map(
    (one) => `${one.name} ${one.type}${one.generated ? ` as ${one.generated}` : one.notNull ? ' not null' : ''}`,
  );
  lines.push(`primary key (${key.join(', ')})`, ...unique.map((one) => `unique key (${one})`));
  const indexed = columns.find(({ kind, name: one }) => kind === 'int' && one.startsWith('c'));
  if (indexed) lines.push(`key (${indexed.name})`);
  return {
    name,
    keyspace,
    columns,
    key,
    unique,
    vindexes,
    isReference,
    ddl: `create table ${name} (${lines.join(', ')})`,
  };
}

/** A row's values, by column. NULL here and there. */
export function rowOf(columns: readonly Column[], dice: Dice): string[] {
  return columns.map((one) => (!one.notNull && dice.chance(0.18) ? 'null' : one.literal(dice)));
}

export const settable = ({ columns }: Table): readonly Column[] => columns.filter((one) => one.generated === undefined);
