/** Numbers that a seed gives: the same ones again. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0 || 1;
  }

  /** 0 ≤ n < max */
  below(max: number): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * max);
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }
}

type Make = (r: Random) => string;

const id = (r: Random) => String(r.below(14));
const name = (r: Random) => `'n${r.below(14)}'`;
const email = (r: Random) => (r.chance(30) ? 'null' : `'e${r.below(10)}@x'`);
const v = (r: Random) => (r.chance(20) ? 'null' : String(r.below(5)));
const list = (r: Random, one: Make, max = 4) => Array.from({ length: 1 + r.below(max) }, () => one(r)).join(', ');
const userRow = (r: Random) => `(${id(r)}, ${name(r)}, ${email(r)}, ${v(r)})`;
const extraRow = (r: Random) => `(${id(r)}, ${r.below(4)}, ${v(r)}, 't${r.below(9)}')`;
const musicRow = (r: Random) => `(${1 + r.below(20)}, ${id(r)}, 'm${r.below(5)}')`;
const wordRow = (r: Random) => `('w${r.below(9)}', ${v(r)}, 'd${r.below(4)}')`;

const userWhere: Make = (r) =>
  r.pick<Make>([
    () => `id = ${id(r)}`,
    () => `id in (${list(r, id)})`,
    () => `name = ${name(r)}`,
    () => `name in (${list(r, name)})`,
    () => `email = ${email(r)}`,
    () => `v = ${v(r)}`,
    () => `v is null`,
    () => `id > ${id(r)}`,
    () => `n = 7 and id between ${id(r)} and ${id(r)}`,
    () => `id = ${id(r)} or name = ${name(r)}`,
    () => `id in (select user_id from extra where val = ${r.below(5)})`,
    () => `exists (select 1 from music where music.user_id = user.id)`,
    () => `v = (select max(x) from un.plain)`,
  ])(r);

const userSet: Make = (r) =>
  r.pick<Make>([
    () => `n = n + 1`,
    () => `n = ${v(r)}, j = '{"a": ${r.below(9)}}'`,
    () => `v = ${v(r)}`,
    () => `v = v + 1, n = v`,
    () => `name = ${name(r)}`,
    () => `name = concat('n', id)`,
    () => `email = ${email(r)}`,
    () => `email = null, v = ${v(r)}`,
    () => `id = ${id(r)}`,
    () => `id = id + 7, n = 1`,
    () => `n = default`,
  ])(r);

/**
 * MySQL assigns from left to right, but where it makes a join of a subquery: then a column that was assigned before has its old value, or not,
 * as its optimizer decides.
 */
function updateUser(set: string, where: string): string {
  return `update user set ${where.includes('select') ? set.replace(', n = v', '') : set} where ${where}`;
}

const statements: readonly (readonly [weight: number, make: Make])[] = [
  [24, (r) => `insert into user (id, name, email, v) values ${list(r, userRow, 2)}`],
  [2, (r) => `insert into user (id, name, email, v) values ${list(r, userRow)}`],
  [3, (r) => `insert ignore into user (id, name, email, v) values ${list(r, userRow)}`],
  [3, (r) => `insert into user (id, name, email, v) values ${list(r, userRow, 2)} on duplicate key update n = n + 10`],
  [3, (r) => `replace into user (id, name, email, v) values ${list(r, userRow, 2)}`],
  [2, (r) => `insert into user set id = ${id(r)}, name = ${name(r)}`],
  [12, (r) => updateUser(userSet(r), userWhere(r))],
  [2, (r) => `update user set ${userSet(r)} where ${userWhere(r)} order by id desc limit ${1 + r.below(3)}`],
  [3, (r) => `delete from user where ${userWhere(r)}`],
  [2, (r) => `delete from user order by id limit ${1 + r.below(3)}`],
  [6, (r) => `insert into extra values ${list(r, extraRow)}`],
  [2, (r) => `insert into extra (user_id, id, val) select id, ${r.below(4)}, v from user where v is not null`],
  [1, () => `insert ignore into extra (user_id, id, val) select user_id + 1, id, val from extra`],
  [
    3,
    (r) =>
      `insert into extra (user_id, id, val) values ${list(r, (x) => `(${id(x)}, ${x.below(4)}, 1)`)} on duplicate key update val = values(val) + 1`,
  ],
  [2, (r) => `replace into extra values ${list(r, extraRow)}`],
  [3, (r) => `update extra set val = val + 1, t = 'u' where user_id = ${id(r)}`],
  [2, (r) => `update extra set user_id = ${id(r)} where id = ${r.below(4)} and val = ${r.below(5)}`],
  [2, (r) => `delete from extra where val = ${r.below(5)} order by user_id, id limit 2`],
  [2, () => 'delete e from extra e join user u on u.id = e.user_id where u.v = e.val'],
  [2, (r) => `delete u, e from user u join extra e on u.id = e.user_id where e.val = ${r.below(5)}`],
  [
    2,
    (r) =>
      `update user u join extra e on u.id = e.user_id set u.n = ${r.below(50)}, e.t = 'j' where e.id = ${r.below(4)}`,
  ],
  [2, (r) => `update user u, music m set u.n = 99 where u.id = m.user_id and m.title = 'm${r.below(5)}'`],
  [2, (r) => `update user u, word w set u.n = w.c where w.k = 'w${r.below(9)}' and u.v = w.c`],
  [5, (r) => `insert into music (id, user_id, title) values ${list(r, musicRow)}`],
  [2, (r) => `replace into music (id, user_id, title) values ${list(r, musicRow, 2)}`],
  [2, (r) => `update music set title = 'x' where id = ${1 + r.below(20)}`],
  [2, (r) => `update music set user_id = ${id(r)} where id in (${list(r, (x) => String(1 + x.below(20)))})`],
  [2, (r) => `update music set id = id + 20 where id = ${1 + r.below(20)}`],
  [
    3,
    (r) =>
      `delete from music where ${r.pick([`id = ${1 + r.below(20)}`, `user_id = ${id(r)}`, `title = 'm${r.below(5)}'`])}`,
  ],
  [4, (r) => `insert into word values ${list(r, wordRow)}`],
  [2, (r) => `replace into word values ${list(r, wordRow)}`],
  [2, (r) => `update word set k = concat(k, 'x'), c = ${v(r)} where k = 'w${r.below(9)}'`],
  [2, (r) => `update word set c = (select count(*) from un.plain) where d = 'd${r.below(4)}'`],
  [2, (r) => `delete from word where k like 'w${r.below(9)}%'`],
  [2, (r) => `insert into un.plain values (${id(r)}, 'p', ${v(r)})`],
  [1, () => `insert into un.plain (id, val) select id + 20, name from user where id < 4`],
  [2, (r) => `update un.plain set x = (select min(v) from user) where id = ${id(r)}`],
  [1, (r) => `delete from un.plain where id in (select id from user where v = ${r.below(5)})`],
  [1, (r) => `delete from un.plain where id > ${id(r)}`],
  [1, (r) => `insert into local_ref values (${r.below(6)}, 'l')`],
  [1, (r) => `update local_ref set val = 'z' where id = ${r.below(6)}`],
  [1, (r) => `delete from local_ref where id = ${r.below(6)}`],
  [1, (r) => `insert into ref values (${r.below(6)}, 'r')`],
  [1, (r) => `update ref set val = 'q' where id > ${r.below(6)}`],
];

const total = statements.reduce((sum, [weight]) => sum + weight, 0);

/** What a session does with its transaction. Without one, a savepoint is nothing and going back to it an error, as on a mysqld. */
const control = [
  'begin',
  'commit',
  'rollback',
  'savepoint a',
  'savepoint b',
  'rollback to a',
  'rollback to b',
  'release savepoint a',
];

/** @param transactions percent of statements that begin, end or go back in a transaction. */
export function randomWrite(r: Random, transactions = 0): string {
  if (r.chance(transactions)) return r.pick(control);
  let left = r.below(total);
  for (const [weight, make] of statements) {
    if (left < weight) return make(r);
    left -= weight;
  }
  return 'delete from local_ref';
}
