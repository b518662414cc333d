import type { TestKeyspace } from '../test-gate.ts';

/** The same tables on a plain server and over shards. */
export const keyspaces: Readonly<Record<string, TestKeyspace>> = {
  lk: { shards: ['0'], vschema: {} },
  ks: {
    shards: ['-40', '40-80', '80-c0', 'c0-'],
    vschema: {
      sharded: true,
      vindexes: { hash: { type: 'hash' }, xxhash: { type: 'xxhash' } },
      tables: {
        customer: { column_vindexes: [{ column: 'id', name: 'hash' }] },
        orders: { column_vindexes: [{ column: 'customer_id', name: 'hash' }] },
        item: { column_vindexes: [{ column: 'id', name: 'hash' }] },
        word: { column_vindexes: [{ column: 'w', name: 'xxhash' }] },
        region: { type: 'reference' },
      },
    },
  },
};

export const tables: Readonly<Record<string, { readonly keyspace: string; readonly ddl: string }>> = {
  customer: {
    keyspace: 'ks',
    ddl: `create table customer (id bigint primary key, name varchar(40), region varchar(20) collate utf8mb4_general_ci,
      score decimal(10,2), age int, born date, note varchar(40) collate utf8mb4_bin, big bigint unsigned not null, ratio double)`,
  },
  orders: {
    keyspace: 'ks',
    ddl: `create table orders (id bigint not null, customer_id bigint not null, total decimal(12,2), placed datetime, code varchar(20),
      qty smallint, primary key (customer_id, id))`,
  },
  item: {
    keyspace: 'ks',
    ddl: `create table item (id int primary key, order_id bigint, label varchar(30) collate utf8mb4_unicode_ci, price double, qty int not null,
      legacy varchar(20) character set latin1, kind enum('small','big','huge'))`,
  },
  word: {
    keyspace: 'ks',
    ddl: 'create table word (w varchar(20) collate utf8mb4_bin primary key, n int, customer_id bigint)',
  },
  region: {
    keyspace: 'ks',
    ddl: 'create table region (code varchar(20) collate utf8mb4_general_ci primary key, title varchar(30))',
  },
  busy: {
    keyspace: 'ks',
    ddl: `create view busy as select c.id, concat(c.name, '!') loud, c.region area, count(o.id) n from customer c
      join orders o on o.customer_id = c.id group by c.id`,
  },
  labelled: {
    keyspace: 'ks',
    ddl: 'create view labelled (item, word) as select item.id, label from item where label is not null',
  },
  crowded: {
    keyspace: 'ks',
    ddl: 'create view crowded as select busy.id, loud, busy.n from busy join labelled on labelled.item = busy.id where busy.n > 0',
  },
  product: {
    keyspace: 'lk',
    ddl: 'create table product (id int primary key, title varchar(40), price decimal(8,3), item_id int)',
  },
};

const NAMES = ['Ann', 'ann', 'Bob', 'Émile', 'emile', 'zoë', 'Zoe', 'Müller', 'x y', ''];
const REGIONS = ['north', 'North', 'south', 'east', 'WEST', 'Sud'];
const NOTES = ['a', 'A', 'ab', 'b ', 'b', 'ß', 'ss'];
const KINDS = ['small', 'big', 'huge'];

/** A number generator that gives the same numbers for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** INSERT statements for the rows, of which some are NULL here and there. */
export function rowsOf(seed: number): string[] {
  const random = seeded(seed);
  const int = (n: number) => Math.floor(random() * n);
  const pick = <T>(list: readonly T[]): T => list[int(list.length)] as T;
  const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
  const orNull = (value: string) => (random() < 0.15 ? 'null' : value);
  const day = () => `'2024-0${1 + int(9)}-1${int(10)}'`;
  const customer = Array.from(
    { length: 40 },
    (_, i) =>
      `(${i + 1}, ${orNull(text(pick(NAMES)))}, ${orNull(text(pick(REGIONS)))}, ${orNull((int(2000) / 100 - 5).toFixed(2))}, ${orNull(String(int(12)))}, ${orNull(day())}, ${orNull(text(pick(NOTES)))}, ${pick(['18446744073709551615', '9223372036854775808', '5', '7'])}, ${orNull((int(100) / 8).toString())})`,
  );
  const orders = Array.from(
    { length: 80 },
    (_, i) =>
      `(${i + 1}, ${1 + int(45)}, ${orNull((int(10_000) / 100).toFixed(2))}, ${orNull(`${day().slice(0, -1)} 10:0${int(10)}:00'`)}, ${orNull(text(`c${int(9)}`))}, ${orNull(String(int(6) - 2))})`,
  );
  const item = Array.from(
    { length: 120 },
    (_, i) =>
      `(${i + 1}, ${orNull(String(1 + int(90)))}, ${orNull(text(pick(NAMES)))}, ${orNull((int(1000) / 16).toString())}, ${int(5)}, ${orNull(text(pick(['old', 'Old', 'new'])))}, ${orNull(text(pick(KINDS)))})`,
  );
  const words = [...new Set(Array.from({ length: 30 }, () => `w${int(60)}`))].map(
    (w) => `(${text(w)}, ${orNull(String(int(9)))}, ${1 + int(40)})`,
  );
  const product = Array.from(
    { length: 20 },
    (_, i) =>
      `(${i + 1}, ${orNull(text(pick(NAMES)))}, ${orNull((int(9000) / 1000).toFixed(3))}, ${orNull(String(1 + int(120)))})`,
  );
  return [
    `insert into customer (id, name, region, score, age, born, note, big, ratio) values ${customer.join()}`,
    `insert into orders (id, customer_id, total, placed, code, qty) values ${orders.join()}`,
    `insert into item (id, order_id, label, price, qty, legacy, kind) values ${item.join()}`,
    `insert into word (w, n, customer_id) values ${words.join()}`,
    `insert into region (code, title) values ('north', 'The North'), ('south', 'The South'), ('east', null), ('west', 'Wild')`,
    `insert into product (id, title, price, item_id) values ${product.join()}`,
  ];
}
