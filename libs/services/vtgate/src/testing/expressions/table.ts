import type { Flavor } from '@vt/mysql/testing';

/** The table that random expressions read: a column of every type, and values at the edges of each. */

const text = (value: string) => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
const texts = (...values: readonly string[]) => values.map(text);

type Column = {
  readonly name: string;
  readonly type: string;
  readonly values: readonly string[];
  readonly collation?: number;
};

/** Column definitions; `collation` where the wire does not tell it. NULL is among the values of all. */
export const columns: readonly Column[] = [
  { name: 'i8', type: 'tinyint', values: ['0', '1', '-1', '127', '-128', '5'] },
  { name: 'u8', type: 'tinyint unsigned', values: ['0', '1', '255', '7'] },
  { name: 'i32', type: 'int', values: ['0', '1', '-1', '2147483647', '-2147483648', '20240229', '42'] },
  { name: 'u32', type: 'int unsigned', values: ['0', '4294967295', '3', '101'] },
  { name: 'i64', type: 'bigint', values: ['0', '-9223372036854775808', '9223372036854775807', '12'] },
  { name: 'u64', type: 'bigint unsigned', values: ['0', '18446744073709551615', '9223372036854775808', '10'] },
  { name: 'dc', type: 'decimal(12,3)', values: ['0', '1.5', '-1.5', '2.345', '999999999.999'] },
  { name: 'dz', type: 'decimal(30,0)', values: ['0', '123456789012345678901234567890', '-5'] },
  { name: 'db', type: 'double', values: ['0', '1.5', '-2.5', '1e20', '0.1', '3'] },
  {
    name: 'vc',
    type: 'varchar(40)',
    values: texts('abc', 'ABC', 'ä', '', ' x ', '12abc', '1.5e2', 'ß', '日本語', 'a%b_c'),
    collation: 255,
  },
  { name: 'vb', type: 'varchar(40) collate utf8mb4_bin', values: texts('abc', 'Abc ', 'z', '10'), collation: 46 },
  { name: 'vg', type: 'varchar(40) collate utf8mb4_general_ci', values: texts('abc', 'ÁBC', '12'), collation: 45 },
  { name: 'ch', type: 'char(10)', values: texts('abc', 'x', '  y'), collation: 255 },
  { name: 'tx', type: 'text', values: texts('long text here', '{"a": 1}', '[1, 2]'), collation: 255 },
  { name: 'bn', type: 'varbinary(20)', values: ["x'00ff'", "x'616263'", "x''"] },
  { name: 'da', type: 'date', values: texts('2024-02-29', '1999-12-31', '2000-01-01', '9999-12-31', '1000-01-01') },
  { name: 'dt', type: 'datetime', values: texts('2024-02-29 23:59:59', '1999-12-31 00:00:00', '2023-06-15 12:30:45') },
  { name: 'd3', type: 'datetime(3)', values: texts('2024-02-29 23:59:59.999', '2001-01-01 00:00:00.001') },
  { name: 'ti', type: 'time', values: texts('10:11:12', '-838:59:59', '838:59:59', '00:00:00') },
  {
    name: 'js',
    type: 'json',
    values: texts('{"a": 1, "b": [1, 2.5, "x", null, true]}', '[1, 2, 3]', '"str"', '1', 'true', '{}'),
    collation: 46,
  },
  {
    name: 'vu',
    type: 'varchar(40) collate utf8mb4_unicode_ci',
    values: texts('abc', 'Straße', 'ABC ', '1'),
    collation: 224,
  },
  {
    name: 'vs',
    type: 'varchar(40) collate utf8mb4_0900_as_cs',
    values: texts('abc', 'ABC', 'ä', 'ab'),
    collation: 278,
  },
  { name: 'v9', type: 'varchar(40) collate utf8mb4_0900_bin', values: texts('abc', 'abc ', 'B'), collation: 309 },
  {
    name: 'v3',
    type: 'varchar(40) character set utf8mb3 collate utf8mb3_general_ci',
    values: texts('abc', 'É', '2024-01-31'),
    collation: 33,
  },
  { name: 'bi', type: 'binary(4)', values: ["x'61626300'", "x'31320000'", "x'00'"] },
  { name: 'dd', type: 'double(10,2)', values: ['0', '1.25', '-99999.99', '33.33'] },
  { name: 'ff', type: 'float', values: ['0', '1.5', '-2.25', '123456'] },
  { name: 'd6', type: 'datetime(6)', values: texts('2024-02-29 23:59:59.999999', '2001-01-01 00:00:00.500000') },
  { name: 'ts', type: 'timestamp(2)', values: texts('2024-02-29 12:00:00.55', '2001-12-31 00:00:00') },
  { name: 't6', type: 'time(6)', values: texts('10:11:12.654321', '-00:00:00.000001', '23:59:59.999999') },
  { name: 'ye', type: 'year', values: ['2024', '1999', '0'] },
  { name: 'bt', type: 'bit(10)', values: ["b'0'", "b'1111111111'", "b'1000001'"] },
  { name: 'en', type: "enum('abc', 'x', '12')", values: texts('abc', 'x', '12'), collation: 255 },
  { name: 'se', type: "set('a', 'b')", values: texts('a,b', '', 'b'), collation: 255 },
];

/** With collations that a server has: some are MySQL's alone. */
export function withOwnCollations(sql: string, flavor: Flavor): string {
  if (flavor === 'mysql') return sql;
  return sql.replace(/utf8mb4_\w*0900_(\w+)/g, (_, rest: string) =>
    /cs$|bin$/.test(rest) ? 'utf8mb4_bin' : 'utf8mb4_unicode_ci',
  );
}

const ROWS = 14;

/** The statements that make and fill the table. */
export function tableStatements(flavor: Flavor): string[] {
  const definitions = columns.map(({ name, type }) => `${name} ${withOwnCollations(type, flavor)} null`);
  const rows = Array.from({ length: ROWS }, (_, id) => {
    const values = columns.map(({ values: own }, column) => [...own, 'null'][(id * 5 + column) % (own.length + 1)]);
    return `(${id}, ${values.join(', ')})`;
  });
  return [
    'create schema expressions',
    'use expressions',
    `create table t (id int primary key, ${definitions.join(', ')})`,
    `insert into t values ${rows.join(', ')}`,
    'set timestamp = 1700000000',
  ];
}
