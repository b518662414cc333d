import { readCorpus } from '@vt/vschema/testing';
import { seeded } from '../differential/database.ts';
import { statementsOf } from './planner-e2e.ts';
import { recordedVSchema } from './recorded-vschema.ts';
import { type Outcome, type Server, SideBySide } from './side-by-side.ts';

type Schema = { readonly id: string; readonly text: string };
type Query = { readonly id: string; readonly suite: string; readonly name: string; readonly query: string };
type Script = { readonly file: string; readonly sql: string };
type Documents = { readonly keyspaces: Readonly<Record<string, object>> };

const shards = ['-80', '80-'];
const TPCH = 'vitess/go/test/endtoend/vtgate/queries/tpch/';

/** TPC-H's queries over small tables of its schema, whose rows are made so that its conditions find some. */
export async function* tpch(server: Server): AsyncGenerator<Outcome> {
  const schemas = new Map((readCorpus<Schema>('benchmarks/schemas.jsonl') ?? []).map((one) => [one.id, one.text]));
  const ddl = schemas.get(`${TPCH}schema.sql`);
  const vschema = schemas.get(`${TPCH}vschema.json`);
  if (!ddl || !vschema) return;
  const spaces = { tpch: { shards, vschema: recordedVSchema(JSON.parse(vschema) as object) } };
  const both = await SideBySide.start(server, spaces, 'plain_tpch');
  try {
    await both.onGate('use tpch');
    for (const sql of [...statementsOf(ddl), ...tpchRows()]) {
      await both.onPlain(sql);
      await both.onGate(sql);
    }
    for (const [id, sql] of tpchQueries()) yield { id, sql, verdict: await both.compare(sql) };
  } finally {
    both.close();
  }
}

function tpchQueries(): [string, string][] {
  const named = (readCorpus<Query>('benchmarks/queries.jsonl') ?? []).filter(({ suite }) => suite === 'tpch');
  const scripts = (readCorpus<Script>('vt_tester/statements.jsonl') ?? []).filter(({ file }) =>
    file.endsWith('tpch.test'),
  );
  const selects = scripts.filter(({ sql }) => /^\s*(?:select|with)\b/i.test(sql));
  return [
    ...named.map(({ name, query }): [string, string] => [name, query]),
    ...selects.map(({ sql }, i): [string, string] => [`script ${i}`, sql]),
  ];
}

function tpchRows(): string[] {
  const random = seeded(7);
  const int = (n: number) => Math.floor(random() * n);
  const pick = <T>(list: readonly T[]): T => list[int(list.length)] as T;
  const rows = (n: number, row: (i: number) => string) => Array.from({ length: n }, (_, i) => `(${row(i)})`).join();
  const day = () =>
    `'199${2 + int(7)}-${String(1 + int(12)).padStart(2, '0')}-${String(1 + int(28)).padStart(2, '0')}'`;
  const money = (n: number) => (int(n * 100) / 100).toFixed(2);
  const regions = ['AFRICA', 'AMERICA', 'ASIA', 'EUROPE', 'MIDDLE EAST'];
  const nations = [
    'GERMANY',
    'FRANCE',
    'BRAZIL',
    'CANADA',
    'INDIA',
    'CHINA',
    'SAUDI ARABIA',
    'KENYA',
    'RUSSIA',
    'JAPAN',
  ];
  const phone = () => `${pick([13, 31, 23, 29, 30, 18, 17, 11])}-${100 + int(800)}-1234`;
  const types = [
    'ECONOMY ANODIZED STEEL',
    'PROMO BRUSHED BRASS',
    'MEDIUM POLISHED TIN',
    'LARGE PLATED BRASS',
    'SMALL PLATED BRASS',
  ];
  const orders = Array.from({ length: 120 }, (_, i) => i + 1);
  return [
    `insert into region (R_REGIONKEY, R_NAME, R_COMMENT) values ${rows(5, (i) => `${i}, '${regions[i]}', 'c'`)}`,
    `insert into nation (N_NATIONKEY, N_NAME, N_REGIONKEY, N_COMMENT) values ${rows(10, (i) => `${i}, '${nations[i]}', ${i % 5}, null`)}`,
    `insert into supplier (S_SUPPKEY, S_NAME, S_ADDRESS, S_NATIONKEY, S_PHONE, S_ACCTBAL, S_COMMENT) values ${rows(20, (i) => `${i}, 'Supplier#${i}', 'a${i}', ${i % 10}, '${phone()}', ${money(9000)}, '${i % 7 ? 'fine' : 'Customer many Complaints'}'`)}`,
    `insert into part (P_PARTKEY, P_NAME, P_MFGR, P_BRAND, P_TYPE, P_SIZE, P_CONTAINER, P_RETAILPRICE, P_COMMENT) values ${rows(40, (i) => `${i}, '${pick(['forest green', 'navajo blue', 'green mint', 'azure red'])}', 'M#${i % 3}', '${pick(['Brand#23', 'Brand#45', 'Brand#12', 'Brand#34'])}', '${pick(types)}', ${pick([15, 49, 14, 23, 1, 5, 10])}, '${pick(['MED BOX', 'SM CASE', 'LG PKG', 'MED BAG'])}', ${money(900)}, 'p'`)}`,
    `insert into partsupp (PS_PARTKEY, PS_SUPPKEY, PS_AVAILQTY, PS_SUPPLYCOST, PS_COMMENT) values ${rows(120, (i) => `${i % 40}, ${(i + 7 * Math.floor(i / 40)) % 20}, ${int(500)}, ${money(100)}, 'x'`)}`,
    `insert into customer (C_CUSTKEY, C_NAME, C_ADDRESS, C_NATIONKEY, C_PHONE, C_ACCTBAL, C_MKTSEGMENT, C_COMMENT) values ${rows(30, (i) => `${i}, 'Customer#${i}', 'a', ${i % 10}, '${phone()}', ${(int(900_000) / 100 - 1000).toFixed(2)}, '${pick(['BUILDING', 'AUTOMOBILE', 'MACHINERY'])}', 'c'`)}`,
    `insert into orders (O_ORDERKEY, O_CUSTKEY, O_ORDERSTATUS, O_TOTALPRICE, O_ORDERDATE, O_ORDERPRIORITY, O_CLERK, O_SHIPPRIORITY, O_COMMENT) values ${orders.map((o) => `(${o}, ${int(26)}, '${pick(['F', 'O', 'P'])}', ${money(9000)}, ${day()}, '${pick(['1-URGENT', '2-HIGH', '3-MEDIUM', '5-LOW'])}', 'k', 0, '${pick(['special packages requests', 'usual'])}')`).join()}`,
    `insert into lineitem (L_ORDERKEY, L_PARTKEY, L_SUPPKEY, L_LINENUMBER, L_QUANTITY, L_EXTENDEDPRICE, L_DISCOUNT, L_TAX, L_RETURNFLAG, L_LINESTATUS, L_SHIPDATE, L_COMMITDATE, L_RECEIPTDATE, L_SHIPINSTRUCT, L_SHIPMODE, L_COMMENT) values ${orders
      .flatMap((o) =>
        [1, 2, 3, 4].map(
          (line) =>
            `(${o}, ${int(40)}, ${int(20)}, ${line}, ${1 + int(50)}, ${money(9000)}, 0.0${int(10)}, 0.0${int(8)}, '${pick(['R', 'A', 'N'])}', '${pick(['O', 'F'])}', ${day()}, ${day()}, ${day()}, '${pick(['DELIVER IN PERSON', 'NONE'])}', '${pick(['AIR', 'AIR REG', 'MAIL', 'SHIP', 'TRUCK'])}', 'l')`,
        ),
      )
      .join()}`,
  ];
}

/** TPC-C's statements, over tables of theirs. */
export async function* tpcc(server: Server): AsyncGenerator<Outcome> {
  const schemas = new Map((readCorpus<Schema>('benchmarks/schemas.jsonl') ?? []).map((one) => [one.id, one.text]));
  const vschema = schemas.get('vitess/go/vt/vtgate/planbuilder/testdata/vschemas/tpcc_schema.json');
  const queries = (readCorpus<Query>('benchmarks/queries.jsonl') ?? []).filter(({ suite }) => suite === 'tpcc');
  if (!vschema) return;
  const { keyspaces } = JSON.parse(vschema) as Documents;
  const both = await SideBySide.start(server, { tpcc: { shards, vschema: keyspaces['main'] ?? {} } }, 'plain_tpcc');
  try {
    await both.onGate('use tpcc');
    for (const sql of [...tpccTables, ...tpccRows()]) {
      await both.onPlain(sql);
      await both.onGate(sql);
    }
    for (const { id, query } of queries) yield { id, sql: query, verdict: await both.compare(query) };
    for (const table of Object.keys(tpccKeys)) {
      const sql = `select * from ${table} order by ${tpccKeys[table]}`;
      yield { id: `rows of ${table}`, sql, verdict: await both.compare(sql) };
    }
  } finally {
    both.close();
  }
}

const tpccKeys: Readonly<Record<string, string>> = {
  warehouse1: 'w_id',
  district1: 'd_w_id, d_id',
  customer1: 'c_w_id, c_d_id, c_id',
  orders1: 'o_w_id, o_d_id, o_id',
  new_orders1: 'no_w_id, no_d_id, no_o_id',
  order_line1: 'ol_w_id, ol_d_id, ol_o_id, ol_number',
  stock1: 's_w_id, s_i_id',
};

const tpccTables = [
  'create table warehouse1 (w_id smallint not null primary key, w_name varchar(10), w_street_1 varchar(20), w_street_2 varchar(20), w_city varchar(20), w_state char(2), w_zip char(9), w_tax decimal(4,2), w_ytd decimal(12,2))',
  'create table district1 (d_id tinyint not null, d_w_id smallint not null, d_name varchar(10), d_tax decimal(4,2), d_ytd decimal(12,2), d_next_o_id int, primary key (d_w_id, d_id))',
  'create table customer1 (c_id int not null, c_d_id tinyint not null, c_w_id smallint not null, c_first varchar(16), c_middle char(2), c_last varchar(16), c_since datetime, c_credit char(2), c_discount decimal(4,2), c_balance decimal(12,2), c_ytd_payment decimal(12,2), c_payment_cnt smallint, c_delivery_cnt smallint, c_data text, primary key (c_w_id, c_d_id, c_id))',
  'create table history1 (h_c_id int, h_c_d_id int, h_c_w_id int, h_d_id int, h_w_id smallint, h_date datetime, h_amount decimal(12,2), h_data varchar(24))',
  'create table new_orders1 (no_o_id int not null, no_d_id tinyint not null, no_w_id smallint not null, primary key (no_w_id, no_d_id, no_o_id))',
  'create table orders1 (o_id int not null, o_d_id smallint not null, o_w_id smallint not null, o_c_id int, o_entry_d datetime, o_carrier_id tinyint, o_ol_cnt tinyint, o_all_local tinyint, primary key (o_w_id, o_d_id, o_id))',
  'create table order_line1 (ol_o_id int not null, ol_d_id smallint not null, ol_w_id smallint not null, ol_number tinyint not null, ol_i_id int, ol_supply_w_id smallint, ol_delivery_d datetime, ol_quantity tinyint, ol_amount decimal(6,2), ol_dist_info char(24), primary key (ol_w_id, ol_d_id, ol_o_id, ol_number))',
  'create table stock1 (s_i_id int not null, s_w_id smallint not null, s_quantity smallint, s_dist_01 char(24), s_data varchar(50), primary key (s_w_id, s_i_id))',
  'create table item1 (i_id int not null primary key, i_im_id int, i_name varchar(24), i_price decimal(5,2), i_data varchar(50))',
];

function tpccRows(): string[] {
  const rows = (n: number, row: (i: number) => string) => Array.from({ length: n }, (_, i) => `(${row(i + 1)})`).join();
  return [
    `insert into warehouse1 values ${rows(10, (i) => `${i}, 'w${i}', 's1', 's2', 'c', 'st', '123456789', 0.1, 300`)}`,
    `insert into district1 values ${rows(40, (i) => `${1 + (i % 10)}, ${1 + Math.floor((i - 1) / 10) * 5}, 'd${i}', 0.05, 30, 3001`)}`,
    `insert into customer1 values ${rows(60, (i) => `${i}, ${1 + (i % 5)}, ${5 + (i % 4)}, 'f${i % 7}', 'OE', '${['last', 'item_last', 'test'][i % 3]}', '2020-01-01', 'GC', 0.1, -10, 10, 1, 0, 'd'`)}`,
    `insert into new_orders1 values ${rows(20, (i) => `${i}, ${1 + (i % 3)}, ${15 + (i % 2)}`)}`,
    `insert into orders1 values ${rows(20, (i) => `${i}, ${1 + (i % 3)}, ${1 + (i % 4)}, ${i}, '2020-01-01', null, 5, 1`)}`,
    `insert into order_line1 values ${rows(40, (i) => `${1 + (i % 9)}, 1, ${170 + (i % 10)}, ${i}, ${i}, 1, null, 5, ${i}.5, 'x'`)}`,
    `insert into stock1 values ${rows(20, (i) => `${150 + i}, 6, 50, 'd', 'data'`)}`,
  ];
}
