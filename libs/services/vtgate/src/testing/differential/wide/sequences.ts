import type { Dice } from './dice.ts';

export type Sequence = { readonly steps: readonly string[]; readonly tables: readonly string[] };

/** Statements that hang together: what one leaves behind in the session, the transaction or the tables is what the next finds. */
export function sequenceOf(dice: Dice): Sequence {
  const id = 1 + dice.below(40);
  const n = dice.below(12);
  const change = () =>
    dice.pick([
      `update acct set n = n + 1 where id < ${id}`,
      `update ord set d2 = ${n} where acct_id = ${id}`,
      `delete from ord where acct_id in (${id}, ${id + 1})`,
      `insert into acct (id, n, m) values (${100 + id}, ${n}, 1), (${200 + id}, ${n}, 2)`,
      `insert into ord (acct_id, id, n) select id, 500, m from acct where n = ${n}`,
      `update acct set id = ${300 + id} where id = ${id}`,
      `replace into dim (id, n) values (${1 + dice.below(8)}, ${n})`,
      `update glob set n = null where id = ${1 + dice.below(20)}`,
    ]);
  const look = () =>
    dice.pick([
      'select count(*), sum(n), sum(id) from acct',
      `select id, n from acct where n = ${n} order by id`,
      'select count(*), sum(d2), max(n) from ord',
      `select a.id, count(o.id) from acct a left join ord o on o.acct_id = a.id group by a.id order by 1`,
      'select sum(n) from glob',
      'select id, n from dim order by id',
    ]);
  const all = ['acct', 'ord', 'dim', 'glob'];
  switch (dice.below(9)) {
    case 0:
      return {
        steps: ['begin', change(), look(), change(), look(), dice.pick(['commit', 'rollback']), look()],
        tables: all,
      };
    case 1:
      return {
        steps: [
          'start transaction',
          change(),
          'savepoint a',
          change(),
          look(),
          'rollback to a',
          look(),
          dice.pick(['commit', 'rollback']),
        ],
        tables: all,
      };
    case 2:
      return {
        steps: [
          `set @a = ${n}, @b = 'ann', @c = 1.50`,
          `select id, @a, @c + n as q from acct where n = @a or s = @b order by id`,
          'select @a + 1, @b, @c',
        ],
        tables: [],
      };
    case 3:
      return {
        steps: [`select sql_calc_found_rows id from acct where n > ${n} order by id limit 2`, 'select found_rows()'],
        tables: [],
      };
    case 4:
      return {
        steps: [
          'prepare p from "select id, n, d, s from acct where n > ? and m < ? order by id limit ?"',
          `set @x = ${n}, @y = ${dice.pick(['9', "'8'", '7.5', 'null'])}, @z = ${dice.below(6)}`,
          'execute p using @x, @y, @z',
          'deallocate prepare p',
        ],
        tables: [],
      };
    case 5:
      // A row in the middle is wrong: nothing of the statement may stay.
      return {
        steps: [
          dice.pick([
            'update line set t8 = coalesce(t8, 1) * 40',
            `insert into acct (id, n) values (${400 + id}, 1), (${500 + id}, 99999999999), (${600 + id}, 2)`,
            `insert into acct (id, n) values (${400 + id}, 1), (${id}, 2), (${500 + id}, 3)`,
            'update acct set d = d * 10000000',
            `insert into ord (acct_id, id, n) select id, id, n * 1000000000 from acct where n is not null`,
            "update ord set dt = concat(y, '-13-01')",
            'update acct set m = null',
          ]),
          look(),
        ],
        tables: ['acct', 'ord', 'line'],
      };
    case 6:
      return {
        steps: [
          `insert into acct (id, n, m) values (${id}, ${n}, 3), (${id + 1}, 2, 4) on duplicate key update n = coalesce(acct.n, 0) + values(n), m = m + 1`,
          `insert into tag (k, n) values ('k${id}', ${n}) on duplicate key update n = values(n), s = 'dup'`,
          'select row_count()',
        ],
        tables: ['acct', 'tag'],
      };
    case 7:
      return {
        steps: [
          dice.pick([
            `update acct a join ord o on o.acct_id = a.id set a.n = a.n + 1, o.n = 0 where o.y > ${2018 + dice.below(7)}`,
            `update acct a left join line l on l.acct_id = a.id set a.s = 'none' where l.id is null`,
            `delete a, o from acct a join ord o on o.acct_id = a.id where a.m = ${n}`,
            `delete from acct where id in (select acct_id from ord where n = ${n})`,
            `delete o from ord o left join acct a on a.id = o.acct_id where a.id is null`,
            `update ord set n = (select max(a.m) from acct a where a.id = ord.acct_id) where y < ${2020 + dice.below(4)}`,
            `update acct set id = id + 1000 where n = ${n}`,
            `delete from ord order by acct_id, id limit ${dice.below(9)}`,
            `update ord set d2 = d2 + 1 order by acct_id desc, id desc limit ${dice.below(9)}`,
          ]),
          look(),
        ],
        tables: all,
      };
    default:
      return {
        steps: [
          `insert ignore into acct (id, n, m) values (${id}, 1, 2), (${700 + id}, ${n}, null), (${800 + id}, 3, 3)`,
          'show warnings',
          `select id, n, m from acct where id > 600 order by id`,
        ],
        tables: ['acct'],
      };
  }
}
