import type { TestKeyspace } from '../../test-gate.ts';
import type { Dice } from './dice.ts';

/** What a value can be put into: values of one class can be compared, added or joined as applications do it. */
export type Kind =
  | 'int'
  | 'uint'
  | 'dec'
  | 'dbl'
  | 'text'
  | 'btext'
  | 'ltext'
  | 'bin'
  | 'date'
  | 'dtm'
  | 'time'
  | 'year'
  | 'enum'
  | 'set'
  | 'bit'
  | 'json'
  /** A text that stands for all that are equal to it: only its class is known. */
  | 'some';

export type ColumnDef = { readonly name: string; readonly kind: Kind; readonly ddl: string };
export type TableDef = {
  readonly name: string;
  readonly keyspace: 'wk' | 'wl';
  readonly key: readonly string[];
  readonly columns: readonly ColumnDef[];
  readonly rows: number;
};

const column = (name: string, kind: Kind, ddl: string): ColumnDef => ({ name, kind, ddl });

/** Columns of every class, of which each table has its own choice. */
const all: Readonly<Record<string, ColumnDef>> = Object.fromEntries(
  [
    column('t8', 'int', 'tinyint'),
    column('n', 'int', 'int'),
    column('m', 'int', 'int not null default 3'),
    column('u', 'uint', 'int unsigned'),
    column('bu', 'uint', 'bigint unsigned'),
    column('d', 'dec', 'decimal(10,3)'),
    column('d2', 'dec', 'decimal(6,2) not null default 0'),
    column('f', 'dbl', 'double'),
    column('s', 'text', 'varchar(20)'),
    column('g', 'text', 'varchar(20) collate utf8mb4_general_ci'),
    column('b', 'btext', 'varchar(20) collate utf8mb4_bin'),
    column('l', 'ltext', 'varchar(20) character set latin1'),
    column('c', 'text', "char(6) not null default ''"),
    column('tx', 'text', 'text'),
    column('vb', 'bin', 'varbinary(16)'),
    column('dt', 'date', 'date'),
    column('ts', 'dtm', 'datetime(3)'),
    column('ti', 'time', 'time'),
    column('y', 'year', 'year'),
    column('e', 'enum', "enum('small','big','huge')"),
    column('st', 'set', "set('x','y','z')"),
    column('bi', 'bit', 'bit(9)'),
    column('j', 'json', 'json'),
  ].map((def) => [def.name, def]),
);

const choose = (names: string): ColumnDef[] => names.split(' ').map((name) => all[name] as ColumnDef);
const id = column('id', 'int', 'bigint not null');

export const tableDefs: readonly TableDef[] = [
  { name: 'acct', keyspace: 'wk', key: ['id'], rows: 36, columns: [id, ...choose('n u d s g b l dt ts e j m')] },
  {
    name: 'ord',
    keyspace: 'wk',
    key: ['acct_id', 'id'],
    rows: 60,
    columns: [column('acct_id', 'int', 'bigint not null'), id, ...choose('n d2 f s c ti y dt st bi')],
  },
  {
    name: 'line',
    keyspace: 'wk',
    key: ['id'],
    rows: 50,
    columns: [
      id,
      column('code', 'int', 'int not null'),
      column('acct_id', 'int', 'bigint'),
      ...choose('t8 bu d g tx e ts vb'),
    ],
  },
  {
    name: 'tag',
    keyspace: 'wk',
    key: ['k'],
    rows: 24,
    columns: [
      column('k', 'btext', 'varchar(20) collate utf8mb4_bin not null'),
      column('acct_id', 'int', 'bigint'),
      ...choose('n u s j y'),
    ],
  },
  { name: 'dim', keyspace: 'wk', key: ['id'], rows: 8, columns: [id, ...choose('s g d dt n')] },
  { name: 'glob', keyspace: 'wl', key: ['id'], rows: 20, columns: [id, ...choose('n d s b dt f m bu')] },
];

export const tableOf = (name: string): TableDef => tableDefs.find((def) => def.name === name) as TableDef;

const shardNames = { 2: ['-80', '80-'], 4: ['-40', '40-80', '80-c0', 'c0-'] } as const;

export function wideKeyspaces(shards: 2 | 4): Readonly<Record<string, TestKeyspace>> {
  return {
    wl: { shards: ['0'], vschema: {} },
    wk: {
      shards: shardNames[shards],
      vschema: {
        sharded: true,
        vindexes: {
          hash: { type: 'hash' },
          xxhash: { type: 'xxhash' },
          code_lkp: {
            type: 'consistent_lookup_unique',
            params: { table: 'wl.code_idx', from: 'code', to: 'keyspace_id' },
            owner: 'line',
          },
        },
        tables: {
          acct: { column_vindexes: [{ column: 'id', name: 'hash' }] },
          ord: { column_vindexes: [{ column: 'acct_id', name: 'hash' }] },
          line: {
            column_vindexes: [
              { column: 'id', name: 'hash' },
              { column: 'code', name: 'code_lkp' },
            ],
          },
          tag: { column_vindexes: [{ column: 'k', name: 'xxhash' }] },
          dim: { type: 'reference' },
        },
      },
    },
  };
}

export const lookupTable = 'create table code_idx (code int primary key, keyspace_id varbinary(16))';

export function ddlOf({ name, columns, key }: TableDef): string {
  const lines = columns.map(({ name: column, ddl }) => `\`${column}\` ${ddl}`);
  if (name === 'line') lines.push('unique key (code)');
  return `create table ${name} (${lines.join(', ')}, primary key (${key.join(', ')}))`;
}

const words = ['Ann', 'ann', 'Bob', 'Émile', 'emile', 'zoë', 'Zoe', 'x y', '', 'a', 'A', 'ab', 'b', '12', '3.5x'];

/** A literal as a column of the class has it. */
export function literal(kind: Kind, dice: Dice): string {
  switch (kind) {
    case 'int':
      return String(dice.below(14) - 1);
    case 'uint':
      return dice.pick(['0', '1', '2', '5', '7', '9', '4294967295']);
    case 'dec':
      return (dice.below(1400) / 100 - 3).toFixed(dice.below(3));
    case 'dbl':
      return String(dice.below(80) / 8);
    case 'date':
      return `'2024-0${1 + dice.below(4)}-1${dice.below(4)}'`;
    case 'dtm':
      return `'2024-0${1 + dice.below(4)}-1${dice.below(4)} 0${dice.below(10)}:30:0${dice.below(3)}.${dice.pick(['000', '250'])}'`;
    case 'time':
      return `'${dice.pick(['-', '', ''])}${10 + dice.below(40)}:0${dice.below(10)}:00'`;
    case 'year':
      return String(2018 + dice.below(8));
    case 'enum':
      return `'${dice.pick(['small', 'big', 'huge'])}'`;
    case 'set':
      return `'${dice.pick(['', 'x', 'y', 'x,y', 'x,z', 'x,y,z'])}'`;
    case 'bit':
      return `b'${dice.pick(['0', '1', '101', '111111111'])}'`;
    case 'json':
      return `'${dice.pick(['1', '"a"', '{"a": 1}', '{"a": 2, "b": [1, 2]}', '[1, "x"]', 'null', '3.5'])}'`;
    case 'bin':
      return `x'${dice.pick(['00', '0a', 'ff', '6162'])}'`;
    case 'ltext':
      return `'${dice.pick(words.filter((word) => /^[ -~]*$/.test(word)))}'`;
    default:
      return `'${dice.pick(words)}'`;
  }
}

/** A row of values for these columns. `id` gives the whole numbers of keys. */
export function rowValues(def: TableDef, columns: readonly ColumnDef[], dice: Dice, at: number): string {
  const values = columns.map((one) => {
    if (one.name === 'id' || one.name === 'code') return String(at);
    if (one.name === 'k') return `'k${at}'`;
    if (one.name === 'acct_id') return String(1 + dice.below(40));
    return !one.ddl.includes('not null') && dice.chance(0.18) ? 'null' : literal(one.kind, dice);
  });
  return `(${values.join(', ')})`;
}

export function fillOf(def: TableDef, dice: Dice): string {
  const rows = Array.from({ length: def.rows }, (_, i) => rowValues(def, def.columns, dice, i + 1));
  return `insert into ${def.name} (${def.columns.map(({ name }) => name).join(', ')}) values ${rows.join(', ')}`;
}
