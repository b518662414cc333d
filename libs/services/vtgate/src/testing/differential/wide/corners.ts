import type { Dice } from './dice.ts';

/** Aggregates that no row must be there for. */
const AGGREGATES = [
  'count(*)',
  'count(n)',
  'sum(n)',
  'avg(n)',
  'min(n)',
  'max(n)',
  'count(distinct n)',
  'sum(distinct n)',
  'group_concat(n order by n)',
  'bit_and(n)',
  'bit_or(n)',
  'bit_xor(n)',
  'std(n)',
  'variance(n)',
  'json_length(json_arrayagg(n))',
  'sum(n) + count(*)',
  'coalesce(max(n), -1)',
];
const WITH_N = ['acct', 'ord', 'tag', 'dim', 'glob'];

/** Functions over columns of acct, ord and glob, in the spellings that applications use. */
const SCALARS: Readonly<Record<string, readonly string[]>> = {
  acct: [
    "concat_ws('-', s, n, b)",
    "lpad(s, 5, '*')",
    "rpad(b, 4, 'x')",
    'trim(s)',
    'reverse(s)',
    "locate('n', s)",
    "instr(s, 'O')",
    "field(s, 'Ann', 'Bob')",
    "elt(n, 'a', 'b', 'c')",
    'ascii(s)',
    "substring_index(s, 'n', 1)",
    "find_in_set(b, 'a,b,ab')",
    'repeat(s, 2)',
    'lower(g)',
    'length(l)',
    'md5(s)',
    'hex(s)',
    "strcmp(s, 'ann')",
    's = g',
    's < b',
    "s like 'A_n'",
    "g like '%E%'",
    "s regexp '^[ab]'",
    'truncate(d, 1)',
    'ceil(d)',
    'd * n',
    'd div 2',
    'mod(d, 3)',
    'sign(d)',
    'format(d, 2)',
    'round(d, -1)',
    'n & 6 | 1',
    'n << 2',
    '~n',
    'dt + interval 1 month',
    'dt - interval n day',
    'last_day(dt)',
    'dayofweek(dt)',
    'week(dt)',
    'quarter(ts)',
    'monthname(dt)',
    'to_days(dt)',
    "date_format(ts, '%H:%i %W')",
    'timestampdiff(hour, dt, ts)',
    'extract(year_month from dt)',
    'time(ts)',
    'unix_timestamp(dt) % 7',
    'cast(dt as char)',
    'dt + 0',
    "dt > '2024-2-1'",
    'n between u and m',
    'cast(s as signed)',
    'cast(n as decimal(5,2))',
    "json_extract(j, '$.b[1]')",
    'json_type(j)',
    'json_keys(j)',
    "json_contains(j, '1')",
    "j -> '$.a'",
    "json_object('n', n)",
    'json_length(j)',
    'e + 0',
    "e in ('big', 'huge')",
    "e > 'big'",
    'interval(n, 1, 3, 5)',
    'isnull(n)',
    'n is not true',
    'nullif(s, b)',
    'greatest(n, u, d)',
    'least(s, b)',
    "if(n > 3, 'x', n)",
    'case when n > 3 then d else s end',
    'not n',
    'n xor m',
    '(n, m) = (m, n)',
    'conv(n, 10, 2)',
    'crc32(s)',
    'n = s',
    'd = s',
    'n in (s, m)',
  ],
  ord: [
    'ti + 0',
    'hour(ti)',
    'time_to_sec(ti)',
    'addtime(ti, 1)',
    'y + 1',
    'y < 2022',
    'st + 0',
    "st like '%x%'",
    "find_in_set('x', st)",
    'bi + 0',
    'hex(bi)',
    'bi | 1',
    'f * 2',
    'round(f)',
    'f = d2',
    'd2 / 3',
    'd2 * f',
    'makedate(y, 5)',
    'c = s',
    "concat(c, '|')",
    'sec_to_time(n * 100)',
  ],
};

/** Reads that a reviewer would try who wants a gate to be wrong. */
export class Corners {
  readonly #dice: Dice;

  constructor(dice: Dice) {
    this.#dice = dice;
  }

  read(): string {
    const make = this.#dice.pick([
      () => this.#frames(),
      () => this.#windowsOfGroups(),
      () => this.#correlated(),
      () => this.#correlated(),
      () => this.#nulls(),
      () => this.#outerJoins(),
      () => this.#outerJoins(),
      () => this.#groups(),
      () => this.#rollup(),
      () => this.#noRows(),
      () => this.#distinctLimit(),
      () => this.#nestedUnions(),
      () => this.#scalars(),
      () => this.#scalars(),
      () => this.#keys(),
      () => this.#keyJoins(),
      () => this.#recursive(),
      () => this.#derived(),
    ]);
    return make();
  }

  #n(max = 12): number {
    return this.#dice.below(max);
  }

  #frames(): string {
    const point = this.#dice.pick(['unbounded preceding', '2 preceding', '1 preceding', 'current row']);
    const end = this.#dice.pick(['current row', '1 following', '2 following', 'unbounded following']);
    const value = this.#dice.pick(['sum(n)', 'count(n)', 'avg(n)', 'min(d)', 'max(m)', 'count(*)', 'first_value(id)']);
    const by = this.#dice.pick(['', 'partition by m ', 'partition by e ', 'partition by n, e ', 'partition by id ']);
    const rows = `${value} over (${by}order by id rows between ${point} and ${end})`;
    const range = `sum(m) over (${by}order by n range between ${this.#n(4)} preceding and ${this.#n(4)} following)`;
    const days = `count(*) over (order by dt range between interval ${1 + this.#n(20)} day preceding and current row)`;
    const one = this.#dice.pick([rows, rows, range, days]);
    const where = this.#dice.pick(['', ` where id > ${this.#n()}`, ` where n in (${this.#n()}, 2, 3)`]);
    return this.#dice.pick([
      `select id, ${one} as w from acct${where} order by id`,
      `select * from (select id, ${one} as w from acct${where}) q where w > 2 order by id limit 7`,
      `select id, ${value} over w as a, rank() over (w order by n) as b from acct${where} window w as (partition by m) order by id`,
      `select distinct ${one} as w from acct${where} order by w limit 5`,
    ]);
  }

  #windowsOfGroups(): string {
    const key = this.#dice.pick(['m', 'n', 'e', 'year(dt)']);
    return this.#dice.pick([
      `select ${key} as k, sum(n) as s, rank() over (order by sum(n) desc) as r from acct group by k order by r, k`,
      `select ${key} as k, count(*), sum(count(*)) over () as t from acct group by k order by k`,
      `select ${key} as k, row_number() over (order by count(*), ${key}) as r from acct group by ${key} having count(*) > ${this.#n(3)} order by k`,
    ]);
  }

  #correlated(): string {
    const rel = this.#dice.pick(['o.acct_id = a.id', 'o.n = a.n', 'o.id < a.m', 'o.acct_id = a.id and o.n > a.m']);
    const agg = this.#dice.pick(['count(*)', 'max(o.n)', 'sum(o.d2)', 'min(o.s)', 'avg(o.n)']);
    const sub = `(select ${agg} from ord o where ${rel})`;
    const deep = `(select count(*) from ord o where ${rel} and exists (select 1 from line l where l.acct_id = a.id and l.code > o.n))`;
    return this.#dice.pick([
      `select a.id, ${sub} as q from acct a order by q, a.id`,
      `select a.id, ${deep} as q from acct a where a.id < 15 order by 1`,
      `select a.id from acct a where ${sub} > ${this.#n(6)} order by a.id`,
      `select a.m, max(${sub}) as q from acct a group by a.m order by a.m`,
      `select a.m, count(*) from acct a group by a.m having count(*) > (select count(*) from ord o where o.n = a.m) order by 1`,
      `select a.id from acct a order by ${sub} desc, a.id limit ${1 + this.#n()}`,
      `select a.id, l.id as lid from acct a left join line l on l.acct_id = a.id and l.code > ${sub} order by 1, 2`,
      `select a.id, case when exists (select 1 from ord o where ${rel}) then ${sub} else -1 end as q from acct a order by a.id`,
      `select a.id from acct a where a.id in (select o.acct_id from ord o where ${rel} group by o.acct_id having count(*) > 1) order by a.id`,
      `select a.id from acct a where a.n ${this.#dice.pick(['>', '<=', '='])} ${this.#dice.pick(['any', 'all'])} (select o.n from ord o where ${rel}) order by a.id`,
      `select (select o.s from ord o where o.acct_id = a.id order by o.id desc limit 1) as q, count(*) from acct a group by q order by q`,
      `select a.id, (select g.s from glob g where g.id = a.n) as x, (select d.g from dim d where d.id = a.m) as y from acct a order by a.id`,
    ]);
  }

  #nulls(): string {
    const where = this.#dice.pick(['', ' where o.n is not null', ` where o.n > ${this.#n()}`, ' where o.id < 0']);
    return this.#dice.pick([
      `select a.id from acct a where a.n not in (select o.n from ord o${where}) order by 1`,
      `select a.id, a.n in (select o.n from ord o${where}) as q from acct a order by 1`,
      `select a.id, a.n not in (select o.n from ord o${where}) is null as q from acct a order by 1`,
      `select a.id from acct a where (a.n, a.m) not in (select o.n, o.acct_id from ord o${where}) order by 1`,
      `select a.id from acct a where null in (select o.n from ord o${where}) order by 1`,
      `select a.id from acct a where not (a.n in (select o.n from ord o${where} and o.acct_id = a.id)) order by 1`.replace(
        / and o\.acct_id = a\.id/,
        where === '' ? ' where o.acct_id = a.id' : ' and o.acct_id = a.id',
      ),
      `select a.id from acct a where a.n <=> (select max(o.n) from ord o${where}) order by 1`,
      `select count(*) from acct a where a.n > all (select o.n from ord o${where})`,
      `select count(*) from acct a where a.n <> any (select o.n from ord o${where})`,
    ]);
  }

  #outerJoins(): string {
    const kind = () => this.#dice.pick(['left join', 'right join', 'join', 'left join']);
    const on = this.#dice.pick([
      'a.id = o.acct_id',
      'a.id = o.acct_id and a.n > o.n',
      'a.n = o.n and a.m > 2',
      'a.id = o.acct_id and o.d2 is null',
      'a.id < o.acct_id and a.n = 3',
      'a.n <=> o.n and a.id < 9 and o.id < 20',
      `a.id = o.acct_id or a.n = ${this.#n()} and o.id = 4`,
      'a.s = o.s',
      'a.id = o.acct_id and a.s > o.c',
      'false',
      'a.id = o.acct_id and coalesce(a.n, o.n) > 2',
    ]);
    const second = this.#dice.pick([
      'l.acct_id = a.id',
      'l.acct_id = o.acct_id',
      'l.code = o.id and l.t8 > 0',
      'l.t8 = a.n',
    ]);
    const where = this.#dice.pick([
      '',
      ' where o.id is null',
      ' where a.n > 2 or o.n > 2',
      ' where a.id is null or o.id < 30',
    ]);
    const cols = 'a.id as x, a.n as n1, o.id as y, o.n as n2';
    return this.#dice.pick([
      `select ${cols} from acct a ${kind()} ord o on ${on}${where} order by 1, 2, 3, 4`,
      `select ${cols}, l.id as z from acct a ${kind()} ord o on ${on} ${kind()} line l on ${second}${where} order by 1, 2, 3, 4, 5 limit 60`,
      `select a.id as x, q.y from acct a left join (select o.acct_id as w, l.id as y from ord o join line l on l.code = o.id) q on q.w = a.id and q.y > ${this.#n()} order by 1, 2`,
      `select a.id as x, o.id as y, l.id as z from acct a left join (ord o ${kind()} line l on l.acct_id = o.acct_id) on ${on} order by 1, 2, 3 limit 60`,
      `select count(*), count(o.id), sum(coalesce(o.n, a.n)) from acct a ${kind()} ord o on ${on}${where}`,
      `select a.m, count(o.id) as c, max(o.d2) from acct a ${kind()} ord o on ${on}${where} group by a.m order by a.m`,
      `select d.id as x, a.id as y from dim d ${kind()} acct a on a.m = d.id and d.n ${this.#dice.pick(['<', '='])} a.n order by 1, 2`,
      `select g.id as x, a.id as y, d.s from glob g ${kind()} acct a on a.id = g.n left join dim d on d.id = a.m order by 1, 2, 3`,
    ]);
  }

  #groups(): string {
    const expr = this.#dice.pick([
      'n % 3',
      'year(dt)',
      'lower(s)',
      'n > 3',
      'coalesce(n, m)',
      'left(s, 1)',
      'm div 2',
      'e',
      'n is null',
    ]);
    return this.#dice.pick([
      `select ${expr} as k, count(*), sum(n) from acct group by ${expr} order by ${expr}`,
      `select ${expr} as k, count(distinct n, m) from acct group by k order by k`,
      `select ${expr} as k, group_concat(distinct m order by m desc) from acct group by 1 order by 1`,
      `select count(*) as c from acct group by ${expr} having c > 1 order by c, max(id)`,
      `select ${expr} as k, avg(d), max(s) from acct where id > ${this.#n()} group by k having avg(d) is not null order by avg(d), k`,
      `select max(id) from acct having max(id) > ${this.#n(40)}`,
      `select id, n from acct having n > ${this.#n()} order by id`,
      `select sum(n) from acct having count(*) > ${this.#n(60)}`,
      `select k, sum(c) from (select ${expr} as k, count(*) as c from acct group by 1 union all select ${expr.includes('e') ? 'null' : '1'}, 2) q group by k order by 1, 2`,
      `select a.m, o.y, count(*) as c, sum(o.d2 * a.m) as s from acct a join ord o on o.acct_id = a.id group by a.m, o.y order by c desc, 1, 2 limit ${1 + this.#n()}`,
      `select o.y, st, count(*) from ord o group by o.y, st order by count(*) desc, o.y, st`,
      `select bi, ti, max(id) from ord group by bi, ti order by ti desc, bi`,
    ]);
  }

  #rollup(): string {
    return this.#dice.pick([
      'select m, e, count(*), sum(n) from acct group by m, e with rollup',
      'select m, grouping(m) as g, sum(n) from acct group by m with rollup order by g, m',
      'select m, count(*) as c from acct group by m with rollup having c > 2',
      'select coalesce(y, -1) as k, sum(d2) from ord group by y with rollup order by k',
      'select a.m, max(o.id) from acct a left join ord o on o.acct_id = a.id group by a.m with rollup',
    ]);
  }

  #noRows(): string {
    const table = this.#dice.pick(WITH_N);
    const list = this.#dice.shuffled(AGGREGATES).slice(0, 4).join(', ');
    const where = this.#dice.pick([
      ' where n = -99',
      ' where n is null and n > 3',
      ' where 1 = 0',
      ' where n < (select min(n) from ord) - 9',
    ]);
    return this.#dice.pick([
      `select ${list} from ${table}${where}`,
      `select ${list} from ${table}${where} group by n`,
      `select ${list} from ${table}${where} having count(*) = 0`,
      `select q.*, a.id from (select ${list.split(', ').slice(0, 1).join()} as x from ${table}${where}) q left join acct a on a.id = 3`,
      `select a.id, (select ${AGGREGATES[this.#n(6)]} from ${table}${where}) as q from acct a where a.id < 4 order by 1`,
      `select max(n), 'x', 3 + 4 from ${table}${where}`,
    ]);
  }

  #distinctLimit(): string {
    const list = this.#dice.pick(['m', 'e', 's', 'n, m', 'd', 'year(dt)', 'lower(s), n', 'n % 2, e', 'dt', 'g']);
    const order = list
      .split(', ')
      .map((_, i) => `${i + 1}${this.#dice.pick(['', ' desc'])}`)
      .join(', ');
    const limit = this.#dice.pick([
      '',
      ` limit ${this.#n()}`,
      ` limit ${this.#n()} offset ${this.#n(6)}`,
      ` limit ${this.#n(4)}, ${this.#n()}`,
    ]);
    return `select distinct ${list} from acct${this.#dice.pick(['', ` where n < ${this.#n()}`, ' where id > 5'])} order by ${order}${limit}`;
  }

  #nestedUnions(): string {
    const part = () =>
      this.#dice.pick([
        `select n as a, m as b from acct where id < ${this.#n(30)}`,
        `select n, id from ord where y > ${2018 + this.#n(7)}`,
        `select acct_id, code from line`,
        `select id, n from glob`,
        `select 1, ${this.#n()}`,
        `(select n, id from ord order by id desc, acct_id limit ${1 + this.#n(5)})`,
        `(select m, n from acct order by id limit ${this.#n(5)})`,
      ]);
    const op = () => this.#dice.pick(['union', 'union all', 'union distinct', 'except', 'intersect']);
    return this.#dice.pick([
      `${part()} ${op()} ${part()} order by 1, 2`,
      `(${part()} ${op()} ${part()} order by 1, 2 limit ${1 + this.#n()}) ${op()} ${part()} order by 1, 2 limit 9`,
      `${part()} ${op()} (${part()} ${op()} ${part()}) order by 1 desc, 2`,
      `select count(*), sum(a) from (select n as a, m as b from acct ${op()} ${part()}) q`,
      `select q.a, count(*) from (select n as a, id as b from acct ${op()} ${part()}) q join ord o on o.id = q.b group by q.a order by 1`,
      `select id from acct where n in (${part()
        .replaceAll(/, \w+( |$)/g, ' ')
        .replace(/ limit.*\)/, ')')})`.includes(' in ((')
        ? `select id from acct where n in (select n from ord union select code from line) order by 1`
        : `select id from acct where exists (${part()}) order by 1 limit 5`,
    ]);
  }

  #scalars(): string {
    const table = this.#dice.pick(['acct', 'acct', 'acct', 'ord']);
    const [one = '', two = ''] = this.#dice.shuffled(SCALARS[table] ?? []);
    const key = table === 'acct' ? 'id' : 'acct_id, id';
    return this.#dice.pick([
      `select ${one} as x, ${two} as y from ${table} order by ${key}`,
      `select ${key} from ${table} where ${one} order by ${key}`,
      `select ${one} as x, count(*) from ${table} group by x`,
      `select distinct ${one} as x from ${table}`,
      `select max(${one}) as x, min(${two}) as y from ${table}`,
      `select t.id, ${one.replaceAll(/\b(s|n|m|u|d|g|b|l|dt|ts|e|j|ti|y|st|bi|f|c|d2)\b(?![(']|\s*'|.*'$)/g, 't.$1')} as x from ${table} t left join glob q on q.id = t.id order by 1, 2`,
    ]);
  }

  #keys(): string {
    const value = () =>
      this.#dice.pick([
        "'3'",
        "'3abc'",
        '3.0',
        '3.5',
        '4e0',
        "' 5'",
        "'05'",
        'true',
        '-1',
        'null',
        "''",
        "'x'",
        '18446744073709551615',
        "date'2024-01-01'",
        '6',
        "x'07'",
        `${this.#n(40)}`,
      ]);
    const column = this.#dice.pick(['acct.id', 'ord.acct_id', 'line.id', 'line.code', 'tag.k', 'tag.acct_id']);
    const table = column.split('.')[0];
    const many = Array.from({ length: 250 }, (_, i) => i * 3 - 90).join(', ');
    const text = this.#dice.pick(["'k3'", "'K3'", "'k3 '", "_latin1'k4'", "concat('k', 5)", "x'6b36'"]);
    return this.#dice.pick([
      `select count(*), min(${column}) from ${table} where ${column} = ${value()}`,
      `select ${column} from ${table} where ${column} in (${value()}, ${value()}, ${value()}) order by 1`,
      `select count(*) from ${table} where ${column} not in (${value()}, ${value()})`,
      `select ${column} from ${table} where ${column} between ${value()} and ${value()} order by 1`,
      `select ${column} from ${table} where ${column} <=> ${value()} order by 1`,
      `select count(*), sum(id) from acct where id in (${many})`,
      `select acct_id, id from ord where (acct_id, id) in ((1, 2), (${value()}, 4), (${this.#n(40)}, ${value()})) order by 1, 2`,
      `select acct_id, id from ord where (acct_id, id) > (${this.#n(40)}, ${this.#n(40)}) order by 1, 2`,
      `select id from acct where id = ${value()} or id = ${value()} order by 1`,
      `select k from tag where k = ${text} or k in (${text}, ${text}) order by k`,
      `select k from tag where k ${this.#dice.pick(['=', '<=>', '>', 'like'])} ${text} order by k`,
    ]);
  }

  #keyJoins(): string {
    const key = this.#dice.pick([
      'b.n',
      'b.s',
      'b.d',
      'b.bu',
      'b.m',
      'b.f',
      'b.b',
      'b.dt',
      'b.n + 0',
      'cast(b.n as char)',
      "concat(b.n, '')",
    ]);
    const target = this.#dice.pick(['acct a on a.id', 'ord a on a.acct_id', 'line a on a.code', 'tag a on a.acct_id']);
    const kind = this.#dice.pick(['join', 'left join', 'right join']);
    return this.#dice.pick([
      `select b.id as x, a.n as y from glob b ${kind} ${target.startsWith('line') ? 'line a on a.t8' : target} = ${key} order by 1, 2`,
      `select count(*), sum(b.id) from glob b ${kind} ${target} = ${key}`,
      `select b.id from glob b where ${key} in (select a.id from acct a where a.n > ${this.#n()}) order by 1`,
      `select a.id from acct a where a.id in (select ${key} from glob b) order by 1`,
      `select a.k from tag a where a.k in (select concat('k', b.n) from glob b) order by 1`,
      `select b.id, a.k from glob b ${kind} tag a on a.k = concat('k', b.id) order by 1, 2`,
    ]);
  }

  #recursive(): string {
    return this.#dice.pick([
      `with recursive r (id, up, depth) as (select id, n, 0 from acct where id < ${2 + this.#n(5)} union all select a.id, a.n, r.depth + 1 from acct a join r on a.n = r.id where r.depth < 3) select id, up, min(depth) from r group by id, up order by 1, 2`,
      `with recursive d (dt) as (select date'2024-01-01' union all select dt + interval 7 day from d where dt < '2024-04-01') select d.dt, count(a.id) from d left join acct a on a.dt >= d.dt and a.dt < d.dt + interval 7 day group by d.dt order by 1`,
      `with recursive f (a, b) as (select 0, 1 union all select b, a + b from f where b < 100) select f.a, o.id from f join ord o on o.id = f.a order by 1, 2`,
      `with q as (select m, sum(n) as s from acct group by m), p as (select max(s) as top from q) select q.m from q, p where q.s = p.top order by 1`,
      `with q as (select id, n from acct where n > ${this.#n(5)}) select a.id as x, b.id as y from q a join q b on a.n = b.n and a.id < b.id order by 1, 2 limit 20`,
      `with a as (select 1 as id), b as (select id + 1 as id from a) select acct.id, acct.n from acct join b on b.id = acct.id`,
    ]);
  }

  #derived(): string {
    const limit = 1 + this.#n(6);
    return this.#dice.pick([
      `select * from (select id, n from acct order by n desc, id limit ${limit}) q join ord o on o.acct_id = q.id order by q.id, o.id`,
      `select q.m, (select count(*) from ord o where o.n = q.c) as z from (select m, count(*) as c from acct group by m) q order by 1`,
      `select x.id, y.c from acct x left join (select acct_id, count(*) as c from ord group by acct_id) y on y.acct_id = x.id where y.c is null or y.c > 1 order by 1`,
      `select a.id, l.c from acct a left join lateral (select count(*) as c, max(o.n) as z from ord o where o.acct_id = a.id) l on true order by a.id`,
      `select a.id, l.id as o from acct a join lateral (select o.id from ord o where o.n = a.n order by o.id, o.acct_id limit ${limit}) l order by 1, 2`,
      `select t.v, a.id from json_table('[1,2,7]', '$[*]' columns (v int path '$')) t left join acct a on a.n = t.v order by 1, 2`,
      `select v.column_0, a.id from (values row(1), row(${this.#n()})) v left join acct a on a.id = v.column_0 order by 1, 2`,
      `select id from acct where id > ${this.#n()} order by id limit ${limit} for update`,
      `select sum(n) from (select distinct n from ord union all select n from glob) q`,
      `select min(q.k), count(*) from (select concat(s, n) as k from acct where s is not null) q where q.k > 'b'`,
    ]);
  }
}
