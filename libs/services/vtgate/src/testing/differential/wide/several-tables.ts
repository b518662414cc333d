import type { Dice } from './dice.ts';
import { tableOf } from './schema.ts';
import type { Write } from './writes.ts';

/** Writes that name tables in unusual places: derived tables, common table expressions, sources that are groups or joins. */
export class SeveralTables {
  readonly #dice: Dice;

  constructor(dice: Dice) {
    this.#dice = dice;
  }

  write(): Write {
    const all: readonly (() => Write)[] = [
      () => this.#update(),
      () => this.#update(),
      () => this.#delete(),
      () => this.#upsert(),
      () => this.#upsert(),
      () => this.#replace(),
      () => this.#ordered(),
    ];
    return this.#dice.pick(all)();
  }

  #n(max = 12): number {
    return this.#dice.below(max);
  }

  /** One row an `x`, with a number `v` and a text `w`. */
  #source(but: string): string {
    const table = this.#dice.pick(['acct', 'ord', 'line', 'glob', 'dim'].filter((name) => name !== but));
    const by = this.#dice
      .pick(table === 'ord' || table === 'line' ? ['acct_id', 'n', 'id'] : ['id', 'n'])
      .replace(/^n$/, table === 'line' ? 't8' : 'n');
    const text = { acct: 's', ord: 's', line: 'g', glob: 's', dim: 's' }[table] ?? 's';
    const number = table === 'line' ? 't8' : 'n';
    const where = this.#dice.pick(['', '', ` where id > ${this.#n()}`, ` where ${number} is not null`]);
    return this.#dice.pick([
      `select ${by} as x, max(${number}) as v, max(char_length(${text})) as w from ${table}${where} group by ${by}`,
      `select ${by} as x, count(*) as v, sum(id) as w from ${table}${where} group by ${by}`,
      `select ${by} as x, min(id) as v, count(${text}) as w from ${table}${where} group by ${by} having count(*) < 9`,
      `select distinct ${by} as x, 7 as v, ${this.#n()} as w from ${table}${where}`,
      `select id as x, min(coalesce(${number}, 3)) as v, 1 as w from ${table} group by id order by id limit ${1 + this.#n()}`,
      `select ${by} as x, 4 as v, 5 as w from ${table} union select ${this.#n(30)}, 4, 5`,
    ]);
  }

  #target(): { readonly name: string; readonly key: string; readonly n: string; readonly s: string } {
    return this.#dice.pick([
      { name: 'acct', key: 'id', n: 'n', s: 's' },
      { name: 'ord', key: 'acct_id', n: 'n', s: 's' },
      { name: 'line', key: 'id', n: 't8', s: 'g' },
      { name: 'glob', key: 'id', n: 'n', s: 's' },
      { name: 'dim', key: 'id', n: 'n', s: 's' },
    ]);
  }

  #update(): Write {
    const dice = this.#dice;
    const { name, key, n, s } = this.#target();
    const source = this.#source(name);
    const on = dice.pick([`a.${key} = q.x`, `a.${key} = q.x`, `a.${n} = q.x`, `q.x = a.id and q.v > ${this.#n()}`]);
    const set = dice.pick([
      `a.${n} = q.v % 50`,
      `a.${n} = coalesce(q.v, 1) % 40, a.${s} = concat('w', q.w)`,
      `a.${s} = left(concat(q.x, '-', q.w), 8)`,
      `a.${n} = coalesce(a.${n}, 0) % 10 + 1, a.${s} = 'hit'`,
      `a.${n} = (select count(*) from tag z where z.n = q.v)`,
    ]);
    const where = dice.pick(['', ` where a.id > ${this.#n()}`, ' where q.v is not null', ` where a.${n} <> q.v`]);
    const kind = dice.pick(['join', 'join', 'left join', ',']);
    const joined = (right: string) => (kind === ',' ? `${name} a, ${right}` : `${name} a ${kind} ${right} on ${on}`);
    const also = kind === ',' ? (where === '' ? ` where ${on}` : `${where} and ${on}`) : where;
    const sql = dice.pick([
      `update ${joined(`(${source}) q`)} set ${set}${also}`,
      `with q as (${source}) update ${joined('q')} set ${set}${also}`,
      `with p as (${source}), q as (select x, v, w from p where v is not null) update ${joined('q')} set ${set}${also}`,
      `with q as (${source}) update ${name} a set a.${n} = (select max(v) % 50 from q where q.x = a.${key})${where.includes('q.') ? '' : where}`,
      `with q as (${source}) update ${name} a set a.${n} = ${this.#n()} where a.${key} in (select x from q)`,
      `update ${name} a set a.${n} = (select max(q.v) % 50 from (${source}) q), a.${s} = 'all' where a.id > ${this.#n(30)}`,
    ]);
    return { sql, tables: [name] };
  }

  #delete(): Write {
    const dice = this.#dice;
    const { name, key, n } = this.#target();
    const source = this.#source(name);
    const on = dice.pick([`a.${key} = q.x`, `a.${n} = q.x`]);
    const where = dice.pick(['', ` where a.id > ${this.#n(30)}`, ` where q.v > ${this.#n()}`]);
    const sql = dice.pick([
      `delete a from ${name} a join (${source}) q on ${on}${where}`,
      `delete from a using ${name} a join (${source}) q on ${on}${where}`,
      `delete a from ${name} a left join (${source}) q on ${on} where q.x is null and a.id > ${20 + this.#n(30)}`,
      `with q as (${source}) delete a from ${name} a join q on ${on}${where}`,
      `with q as (${source}) delete from ${name} where ${key} in (select x from q) and id > ${this.#n(30)}`,
      `delete from ${name} where ${key} in (select x from (${source}) q where q.v > 3)`,
      `delete from ${name} where (${key}, id) in (select * from (select ${key}, max(id) from ${name} group by ${key}) q) and id > ${20 + this.#n(30)}`,
    ]);
    return { sql, tables: [name] };
  }

  /** Rows of which each key is there once. */
  #rows(name: string): { readonly columns: string; readonly select: string } {
    const dice = this.#dice;
    const source = this.#source(name);
    const base = dice.pick(['', '', ` + ${40 + this.#n(20)}`]);
    const where = ` where q.x is not null`;
    switch (name) {
      case 'ord':
        return {
          columns: 'acct_id, id, n, d2',
          select: `select q.x${base}, ${1 + this.#n(6)}, max(q.v) % 50, ${this.#n()} from (${source}) q${where} group by q.x`,
        };
      case 'tag':
        return {
          columns: 'k, n, s',
          select: `select concat('k', q.x), max(q.v) % 50, 'from' from (${source}) q${where} group by q.x`,
        };
      default:
        return {
          columns: 'id, n, s',
          select: `select q.x${base}, max(q.v) % 50, left(concat('v', max(q.w)), 5) from (${source}) q${where} group by q.x`,
        };
    }
  }

  #upsert(): Write {
    const dice = this.#dice;
    const name = dice.pick(['acct', 'ord', 'tag', 'glob', 'dim']);
    const { columns, select } = this.#rows(name);
    const changed = dice.pick([
      `n = values(n)`,
      `n = coalesce(${name}.n, 0) % 40 + values(n)`,
      `n = ${name}.n, s = 'dup'`,
      `s = concat('u', coalesce(values(n), 'z')), n = ${this.#n()}`,
      `n = if(${name}.n > values(n), ${name}.n, values(n))`,
    ]);
    const order = name === 'tag' ? '' : ' order by 1';
    const sql = dice.pick([
      `insert into ${name} (${columns}) ${select} on duplicate key update ${changed}`,
      `insert into ${name} (${columns}) ${select}${order} on duplicate key update ${changed}`,
      `insert into ${name} (${columns}) select * from (${select}) r on duplicate key update ${changed}`,
      `insert into ${name} (${columns}) with r as (${select}) select * from r on duplicate key update ${changed}`,
      `insert ignore into ${name} (${columns}) ${select}${order}`,
    ]);
    return { sql, tables: [name] };
  }

  #replace(): Write {
    const name = this.#dice.pick(['acct', 'ord', 'tag', 'glob', 'dim']);
    const { columns, select } = this.#rows(name);
    return { sql: `replace into ${name} (${columns}) ${select} order by 1`, tables: [name] };
  }

  /** In an order that is of all rows, and not of a shard's. */
  #ordered(): Write {
    const dice = this.#dice;
    const { name, n, s } = this.#target();
    const keys = tableOf(name).key.join(', ');
    const order = dice.pick([
      `${n} desc, ${keys}`,
      `${s} is null, ${keys}`,
      `abs(coalesce(${n}, 0) - 4), ${keys}`,
      keys,
    ]);
    const where = dice.pick(['', ` where ${n} > ${this.#n(6)}`, ` where ${s} is not null or id < ${this.#n(40)}`]);
    const limit = 1 + this.#n(9);
    const sql = dice.pick([
      `update ${name} set ${n} = ${this.#n()}${where} order by ${order} limit ${limit}`,
      `update ${name} set ${n} = coalesce(${n}, 1) % 20 + 2, ${s} = left(concat('o', coalesce(${s}, '')), 6)${where} order by ${order} limit ${limit}`,
      `delete from ${name}${where} order by ${order} limit ${limit}`,
    ]);
    return { sql, tables: [name] };
  }
}
