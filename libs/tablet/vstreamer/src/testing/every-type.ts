import type { Flavor } from '@vt/mysql/testing';

const own: Readonly<Record<Flavor, string>> = {
  mysql: 'js json, v vector(3),',
  mariadb: 'js json, comp varchar(2000) compressed, blobc blob compressed, u uuid, ip inet6, ip4 inet4,',
};

/** A table with every type of column that a flavor has. */
export function everyTypeTable(flavor: Flavor, name: string): string {
  return `create table ${name} (id int unsigned not null,
    i8 tinyint, u8 tinyint unsigned, i16 smallint, u16 smallint unsigned, i24 mediumint, u24 mediumint unsigned, i32 int, u32 int unsigned,
    i64 bigint, u64 bigint unsigned, z int(8) zerofill, f float, d double, dec1 decimal(65,30), dec2 decimal(5,0), dec3 decimal(18,9),
    b1 bit(1), b13 bit(13), b64 bit(64), y year, dt date, tm time, tm3 time(3), tm6 time(6), dtm datetime, dtm4 datetime(4), dtm6 datetime(6),
    ts timestamp null, ts5 timestamp(5) null, c10 char(10), c255 char(255) character set utf8mb4, vc varchar(10) character set latin1,
    vcb varchar(300), ucs varchar(20) character set ucs2, vb varbinary(20), bin5 binary(5), tt tinytext, tx text, mt mediumtext character set latin1,
    lb longblob, e enum('a','b''c','ü','x,y'), s set('p','q','r') character set latin1, g geometry, ${own[flavor]}
    gen int generated always as (i32 + 1) stored, vgen int generated always as (i16 + 1) virtual, primary key (id))`;
}

/** Columns that a statement may set, each with literals of its odd values. */
export function valuesOf(flavor: Flavor): Readonly<Record<string, readonly string[]>> {
  return { ...shared, ...flavored[flavor] };
}

const shared: Readonly<Record<string, readonly string[]>> = {
  i8: ['-128', '127', '0', 'null'],
  u8: ['255', '128', 'null'],
  i16: ['-32768', '32766'],
  u16: ['65535', '40000'],
  i24: ['-8388608', '8388607'],
  u24: ['16777215', '9000000'],
  i32: ['-2147483648', '2147483646', 'null'],
  u32: ['4294967295', '3000000000'],
  i64: ['-9223372036854775808', '9223372036854775807'],
  u64: ['18446744073709551615', '9223372036854775808'],
  z: ['42', '123456789'],
  f: ['1.17549e-38', '3.14159', '-0.0', '16777216', '123456.7'],
  d: ['-1.7976931348623157e308', '0.1', '1e-300', '123456789012345680'],
  dec1: ["'-99999999999999999999999999999999999.999999999999999999999999999999'", "'0.000000000000000000000000000001'"],
  dec2: ["'-99999'", "'0'"],
  dec3: ["'-123456789.000000001'", "'0.5'"],
  b1: ["b'1'", "b'0'"],
  b13: ["b'1010101010101'"],
  b64: ["b'1111111111111111111111111111111111111111111111111111111111111111'", "b'1'"],
  y: ['1901', '2155', '0'],
  dt: ["'1000-01-01'", "'0000-00-00'", "'2024-00-00'"],
  tm: ["'-838:59:59'", "'00:00:00'"],
  tm3: ["'838:59:58.999'", "'-12:00:00.500'"],
  tm6: ["'-00:00:00.000001'", "'01:02:03.000004'"],
  dtm: ["'9999-12-31 23:59:59'", "'0000-00-00 00:00:00'"],
  dtm4: ["'2020-02-29 12:34:56.7891'"],
  dtm6: ["'0001-01-01 00:00:00.123456'", "'2024-00-00 00:00:00'"],
  ts: ["'1970-01-02 00:00:01'", "'2038-01-19 03:14:07'", 'null'],
  ts5: ["'2037-01-19 03:14:07.99999'", "'2020-10-25 02:30:00'"],
  c10: ["'äöü  '", "''", "'a'"],
  c255: ["'☃ snow'", "'😀'"],
  vc: ["'é'", "''", 'null'],
  vcb: ["repeat('x',300)", "'short  '"],
  ucs: ["'ŵide'", "''"],
  vb: ["x'00ff10'", "x''"],
  bin5: ["x'0100'", "x'0000000000'", "'abcde'"],
  tt: ["repeat('t',255)", "''"],
  tx: ["repeat('ü',1000)", "'\\0\\n\\\\'"],
  mt: ["'mé'"],
  lb: ["repeat(x'00ff',40000)", "x''", 'null'],
  e: ["'ü'", "'b''c'", "'x,y'", 'null'],
  s: ["'p,r'", "''", "'q'"],
  g: ["st_geomfromtext('POLYGON((0 0,10 0,10 10,0 10,0 0))')", 'null'],
};

const flavored: Readonly<Record<Flavor, Readonly<Record<string, readonly string[]>>>> = {
  mysql: {
    js: [
      `'{"a": 1, "bb": [1.5, -2, 1e300, 18446744073709551615, true, false, null], "c": {"d": "x\\\\n\\\\"y\\\\u0001é"}, "": {}}'`,
      "json_object('dec', cast(1.25 as decimal(10,2)), 'date', cast('2020-01-02' as date), 'bin', cast('abc' as binary))",
      'json_array(-32769, 65536, 2147483648, -2147483649, 1.0, 0.1)',
      "'null'",
      'null',
    ],
    v: ["to_vector('[1,2.5,-3]')", 'null'],
  },
  mariadb: {
    js: [`'{"a":1}'`, `'[]'`],
    comp: ["repeat('compress me ', 100)", "''"],
    blobc: ["repeat('z', 5000)", "''"],
    u: [
      "'123e4567-e89b-12d3-a456-426655440000'",
      "'6ccd780c-baba-1026-9564-5b8c656024db'",
      "'017f22e2-79b0-7cc3-98c4-dc0c0c07398f'",
    ],
    ip: ["'::1'", "'2001:db8::ff00:42:8329'", "'::ffff:192.0.2.128'", "'::'", "'1:0:0:2:0:0:0:3'"],
    ip4: ["'192.0.2.1'", "'0.0.0.0'"],
  },
};
