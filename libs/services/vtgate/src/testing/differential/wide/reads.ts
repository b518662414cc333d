import type { Dice } from './dice.ts';
import { type Kind, literal, tableDefs, tableOf } from './schema.ts';
import { columnOf, conditionOf, EXACT, type Source, TEXTS, type Typed, valueOf } from './values.ts';

type From = { readonly sql: string; readonly sources: readonly Source[] };

const TABLES = ['acct', 'acct', 'acct', 'ord', 'ord', 'ord', 'line', 'line', 'tag', 'dim', 'glob'];
/** Of these the bytes are not told by what they are equal to. */
const vague = (kind: Kind): Kind => (TEXTS.includes(kind) || kind === 'json' ? 'some' : kind);
const KEYS: readonly Kind[] = ['int', 'uint', 'dec', 'text', 'btext', 'date', 'enum'];

/** Makes reads of every kind; with ORDER BY the order of all columns is the statement's to say. */
export class Reads {
  readonly #dice: Dice;
  #aliases = 0;

  constructor(dice: Dice) {
    this.#dice = dice;
  }

  query(): string {
    this.#aliases = 0;
    const roll = this.#dice.below(100);
    if (roll < 34) return this.#plain();
    if (roll < 62) return this.#grouped();
    if (roll < 76) return this.#setOperation();
    if (roll < 88) return this.#windowed();
    return this.#withQuery();
  }

  /** Rows of one integer column, for IN and INSERT. */
  ints(): string {
    const { sql, sources } = this.#table();
    return `select ${columnOf(sources, this.#dice, ['int']).sql} from ${sql}${this.#where(sources, 0)}`;
  }

  #alias(): string {
    return `t${++this.#aliases}`;
  }

  #table(): From {
    const { key, columns, name } = tableOf(this.#dice.pick(TABLES));
    const alias = this.#alias();
    return { sql: `${name} ${alias}`, sources: [{ alias, columns, key }] };
  }

  #derived(outer: readonly Source[] = []): From {
    const dice = this.#dice;
    const from = this.#table();
    const alias = this.#alias();
    const picked = dice.times(3, () => columnOf(from.sources, dice));
    const lateral = outer.length > 0;
    const where = lateral
      ? ` where ${this.#pair(from.sources, outer)}`
      : this.#where(from.sources, dice.chance(0.2) ? 1 : 0);
    const list = picked.map(({ sql }, i) => `${sql} as c${i}`).join(', ');
    const named = (columns: readonly Typed[], change: (kind: Kind) => Kind) =>
      columns.map(({ kind }, i) => ({ name: `c${i}`, kind: change(kind) }));
    const prefix = lateral ? 'lateral ' : '';
    switch (dice.below(5)) {
      case 0: {
        const group = columnOf(from.sources, dice, KEYS);
        const aggregate = this.#aggregate(from.sources);
        const sql = `${prefix}(select ${group.sql} as c0, ${aggregate.sql} as c1 from ${from.sql}${where} group by ${group.sql}) ${alias}`;
        return { sql, sources: [{ alias, columns: named([group, aggregate], vague) }] };
      }
      case 1:
        return {
          sql: `${prefix}(select distinct ${list} from ${from.sql}${where}) ${alias}`,
          sources: [{ alias, columns: named(picked, vague) }],
        };
      case 2: {
        const [source] = from.sources as [Source];
        const keys = (source.key ?? []).map((name) => `${source.alias}.${name}`).join(', ');
        const sql = `${prefix}(select ${list} from ${from.sql}${where} order by ${keys} limit ${1 + dice.below(9)}) ${alias}`;
        return { sql, sources: [{ alias, columns: named(picked, (kind) => kind) }] };
      }
      default:
        return {
          sql: `${prefix}(select ${list} from ${from.sql}${where}) ${alias}`,
          sources: [{ alias, columns: named(picked, (kind) => kind) }],
        };
    }
  }

  #from(most = 3): From {
    const dice = this.#dice;
    const first = dice.chance(0.15) ? this.#derived() : this.#table();
    let { sql } = first;
    const sources = [...first.sources];
    const more = dice.pick([0, 0, 1, 1, 1, 2, most - 1]);
    for (let i = 0; i < more; i++) {
      const roll = dice.below(100);
      if (roll < 5) {
        const next = this.#derived(sources);
        sql += `${dice.pick([', ', ' join ', ' left join '])}${next.sql}`;
        if (sql.includes(` left join ${next.sql}`)) sql += ' on true';
        sources.push(...next.sources);
        // ON of a join behind a comma does not see what stands before the comma.
        if (sql.includes(`, ${next.sql}`)) break;
        continue;
      }
      const next = dice.chance(0.15) ? this.#derived() : this.#table();
      if (roll < 12) sql = `${sql} cross join ${next.sql}`;
      else if (roll < 17 && sources.every((one) => one.key) && next.sources[0]?.key) return this.#usingJoin();
      else {
        const kind = dice.pick(['join', 'join', 'join', 'left join', 'left join', 'right join', 'straight_join']);
        const extra = dice.chance(0.25) ? ` and ${conditionOf([...sources, ...next.sources], dice)}` : '';
        sql += ` ${kind} ${next.sql} on ${this.#pair(sources, next.sources)}${extra}`;
      }
      sources.push(...next.sources);
    }
    return { sql, sources };
  }

  /** NATURAL and USING over the columns that two tables have in common. */
  #usingJoin(): From {
    const dice = this.#dice;
    const [left, right] = dice.shuffled(tableDefs).slice(0, 2) as [(typeof tableDefs)[0], (typeof tableDefs)[0]];
    const [a, b] = [this.#alias(), this.#alias()];
    const shared = left.columns.filter(({ name, kind }) =>
      right.columns.some((other) => other.name === name && other.kind === kind && kind !== 'json'),
    );
    const kind = dice.pick(['join', 'left join', 'right join']);
    const rest = (def: (typeof tableDefs)[0]) => def.columns;
    const sources = [
      { alias: a, columns: rest(left) },
      { alias: b, columns: rest(right) },
    ];
    if (shared.length === 0 || dice.chance(0.25))
      return { sql: `${left.name} ${a} natural ${kind} ${right.name} ${b}`, sources };
    const names = dice
      .shuffled(shared)
      .slice(0, 1 + dice.below(2))
      .map(({ name }) => name);
    return { sql: `${left.name} ${a} ${kind} ${right.name} ${b} using (${names.join(', ')})`, sources };
  }

  #pair(left: readonly Source[], right: readonly Source[]): string {
    const dice = this.#dice;
    const own = (sources: readonly Source[]) =>
      sources.flatMap(({ alias, columns }) => columns.map(({ name, kind }) => ({ sql: `${alias}.${name}`, kind })));
    const pairs = own(left).flatMap((a) =>
      own(right)
        .filter((b) => b.kind === a.kind && a.kind !== 'json' && a.kind !== 'some')
        .map((b) => [a.sql, b.sql] as const),
    );
    if (pairs.length === 0) return '1 = 1';
    const ids = pairs.filter((pair) => pair.every((one) => one.endsWith('id')));
    const [a, b] = ids.length > 0 && dice.chance(0.6) ? dice.pick(ids) : dice.pick(pairs);
    return `${a} ${dice.pick(['=', '=', '=', '=', '=', '<=>', '<'])} ${b}`;
  }

  #condition(sources: readonly Source[], depth: number): string {
    if (depth <= 0 || !this.#dice.chance(0.3)) return conditionOf(sources, this.#dice);
    return this.#subqueryCondition(sources);
  }

  #subqueryCondition(outer: readonly Source[]): string {
    const dice = this.#dice;
    const from = dice.chance(0.2) ? this.#from(2) : this.#table();
    const one = columnOf(outer, dice, ['int', 'int', 'dec', 'date', 'text']);
    const inner = columnOf(from.sources, dice, [one.kind]);
    const correlated = dice.chance(0.5);
    const conditions = [
      ...(correlated ? [this.#pair(from.sources, outer)] : []),
      ...(dice.chance(0.5)
        ? [conditionOf(correlated && dice.chance(0.3) ? [...from.sources, ...outer] : from.sources, dice)]
        : []),
    ];
    const where = conditions.length > 0 ? ` where ${conditions.join(' and ')}` : '';
    switch (dice.below(8)) {
      case 0:
        return `${one.sql} in (select ${inner.sql} from ${from.sql}${where})`;
      case 1:
        return `${one.sql} not in (select ${inner.sql} from ${from.sql}${where})`;
      case 2:
      case 3:
        return `${dice.pick(['', 'not '])}exists (select ${dice.pick(['1', '*', inner.sql])} from ${from.sql}${where})`;
      case 4:
        return `${one.sql} ${dice.pick(['=', '>', '<=', '<>'])} ${dice.pick(['any', 'all', 'some'])} (select ${inner.sql} from ${from.sql}${where})`;
      case 5: {
        const [two, second] = [columnOf(outer, dice, ['int']), columnOf(from.sources, dice, ['int'])];
        return `(${one.sql}, ${two.sql}) ${dice.pick(['in', 'not in'])} (select ${inner.sql}, ${second.sql} from ${from.sql}${where})`;
      }
      default:
        return `${one.sql} ${dice.pick(['=', '>', '<', '<=>'])} (select ${dice.pick(['max', 'min', 'max', 'count'])}(${inner.sql}) from ${from.sql}${where})`;
    }
  }

  #scalar(outer: readonly Source[]): Typed {
    const dice = this.#dice;
    const from = this.#table();
    const conditions = [
      ...(dice.chance(0.7) ? [this.#pair(from.sources, outer)] : []),
      ...(dice.chance(0.4) ? [conditionOf(from.sources, dice)] : []),
    ];
    const where = conditions.length > 0 ? ` where ${conditions.join(' and ')}` : '';
    const aggregate = this.#aggregate(from.sources);
    if (dice.chance(0.7))
      return { sql: `(select ${aggregate.sql} from ${from.sql}${where})`, kind: vague(aggregate.kind) };
    const [source] = from.sources as [Source];
    const keys = (source.key ?? []).map((name) => `${source.alias}.${name}`).join(', ');
    const inner = columnOf(from.sources, dice);
    return { sql: `(select ${inner.sql} from ${from.sql}${where} order by ${keys} limit 1)`, kind: vague(inner.kind) };
  }

  #where(sources: readonly Source[], depth: number): string {
    const dice = this.#dice;
    if (dice.chance(0.4)) return '';
    const more = dice.chance(0.35) ? ` and ${this.#condition(sources, depth)}` : '';
    return ` where ${this.#condition(sources, depth)}${more}`;
  }

  #plain(): string {
    const dice = this.#dice;
    const { sql, sources } = this.#from();
    if (dice.chance(0.05)) return `select * from ${sql}${this.#where(sources, 1)}`;
    const columns = dice.times(4, () => (dice.chance(0.1) ? this.#scalar(sources) : valueOf(sources, dice)));
    // MySQL itself finds rows different there whose BIT columns are not.
    const distinct = dice.chance(0.2) && columns.every(({ kind }) => kind !== 'bit') ? 'distinct ' : '';
    const list = columns.map((one, i) => `${one.sql} as x${i}`).join(', ');
    return `select ${distinct}${list} from ${sql}${this.#where(sources, 1)}${this.#order(columns)}`;
  }

  /** By all columns, so that rows that are alike in the keys are alike. */
  #order(columns: readonly Typed[], limits = true): string {
    const dice = this.#dice;
    if (columns.some(({ kind, sql }) => kind === 'json' || /json/.test(sql)) || dice.chance(0.4)) return '';
    const keys = dice.shuffled(columns.map((_, i) => (dice.chance(0.5) ? String(i + 1) : `x${i}`)));
    const order = ` order by ${keys.map((key) => `${key}${dice.pick(['', '', ' desc', ' asc'])}`).join(', ')}`;
    if (!limits || !dice.chance(0.4)) return order;
    return `${order} limit ${dice.below(14)}${dice.chance(0.4) ? ` offset ${dice.below(7)}` : ''}`;
  }

  #grouped(): string {
    const dice = this.#dice;
    const { sql, sources } = this.#from();
    const expression = dice.chance(0.2);
    const groups = Array.from({ length: dice.below(3) }, () =>
      expression
        ? {
            sql: dice.pick([
              `${columnOf(sources, dice, ['int']).sql} % 3`,
              `year(${columnOf(sources, dice, ['date', 'dtm']).sql})`,
            ]),
            kind: 'int' as const,
          }
        : columnOf(sources, dice, [...KEYS, 'uint', 'year', 'set', 'bit', 'dtm', 'time', 'ltext', 'bin']),
    );
    const rollup = groups.length > 0 && dice.chance(0.12);
    const aggregates = dice.times(3, () => this.#aggregate(sources));
    const columns = [...groups.filter(() => dice.chance(0.85)), ...aggregates];
    const list = columns.map((one, i) => `${one.sql} as x${i}`).join(', ');
    const by =
      groups.length > 0
        ? ` group by ${groups.map((group) => group.sql).join(', ')}${rollup ? ' with rollup' : ''}`
        : '';
    const having = dice.chance(0.25) ? ` having ${this.#having(sources, groups)}` : '';
    return `select ${list} from ${sql}${this.#where(sources, 1)}${by}${having}${this.#order(columns)}`;
  }

  #having(sources: readonly Source[], groups: readonly Typed[]): string {
    const dice = this.#dice;
    const number = columnOf(sources, dice, EXACT).sql;
    const group = groups.length > 0 ? dice.pick(groups) : undefined;
    return dice.pick([
      `count(*) > ${dice.below(4)}`,
      `sum(${number}) > ${dice.below(20)}`,
      `max(${number}) is not null`,
      `count(distinct ${number}) between 1 and ${dice.below(6)}`,
      group && group.kind !== 'some' ? `${group.sql} > ${literal(group.kind, dice)}` : 'count(*) <> 2',
      `min(${number}) < (select avg(n) from ${dice.pick(['acct', 'ord', 'glob', 'dim'])})`,
    ]);
  }

  #aggregate(sources: readonly Source[]): Typed {
    const dice = this.#dice;
    const number = columnOf(sources, dice, EXACT).sql;
    const int = columnOf(sources, dice, ['int']).sql;
    const any = columnOf(sources, dice, [...KEYS, 'dtm', 'time', 'year', 'dbl', 'ltext']);
    const text = columnOf(sources, dice, TEXTS).sql;
    const make: readonly (() => Typed)[] = [
      () => ({ sql: 'count(*)', kind: 'int' }),
      () => ({ sql: 'count(*)', kind: 'int' }),
      () => ({ sql: `count(${any.sql})`, kind: 'int' }),
      () => ({ sql: `sum(${number})`, kind: 'dec' }),
      () => ({ sql: `sum(${columnOf(sources, dice, ['dbl', 'dec']).sql})`, kind: 'dec' }),
      () => ({ sql: `avg(${number})`, kind: 'dec' }),
      () => ({ sql: `min(${any.sql})`, kind: vague(any.kind) }),
      () => ({ sql: `max(${any.sql})`, kind: vague(any.kind) }),
      () => ({ sql: `count(distinct ${any.sql})`, kind: 'int' }),
      () => ({ sql: `count(distinct ${any.sql}, ${int})`, kind: 'int' }),
      () => ({ sql: `sum(distinct ${number})`, kind: 'dec' }),
      () => ({ sql: `avg(distinct ${number})`, kind: 'dec' }),
      () => ({ sql: `sum(${number}) + count(*)`, kind: 'dec' }),
      () => ({ sql: `sum(case when ${conditionOf(sources, dice)} then 1 else 0 end)`, kind: 'dec' }),
      () => ({ sql: `sum(${int} * ${number})`, kind: 'dec' }),
      () => ({ sql: `max(${int}) - min(${int})`, kind: 'int' }),
      () => ({ sql: `avg(${number}) * 2`, kind: 'dec' }),
      () => ({ sql: `group_concat(${int} order by ${int})`, kind: 'some' }),
      () => ({ sql: `group_concat(distinct ${text} order by ${text} desc separator '|')`, kind: 'some' }),
      () => ({ sql: `json_length(json_arrayagg(${int}))`, kind: 'int' }),
      () => ({ sql: `bit_or(${int})`, kind: 'uint' }),
      () => ({ sql: `round(std(${int}), 6)`, kind: 'dbl' }),
      () => ({ sql: `round(var_samp(${int}), 6)`, kind: 'dbl' }),
    ];
    return dice.pick(make)();
  }

  #setOperation(): string {
    const dice = this.#dice;
    const kinds = dice.times(3, () =>
      dice.pick<Kind>(['int', 'int', 'dec', 'text', 'date', 'uint', 'dbl', 'btext', 'enum']),
    );
    const branch = (depth: number): string => {
      const { sql, sources } = this.#from(2);
      const columns = kinds.map((kind) =>
        dice.chance(0.1) ? columnOf(sources, dice, ['int', 'text', 'dec']) : columnOf(sources, dice, [kind]),
      );
      const list = columns.map((one, i) => `${one.sql} as x${i}`).join(', ');
      const core = `select ${dice.chance(0.1) ? 'distinct ' : ''}${list} from ${sql}${this.#where(sources, 1)}`;
      if (depth > 0 && dice.chance(0.2))
        return `(${branch(0)} ${this.#operator()} ${branch(0)}${this.#order(columns)})`;
      if (!dice.chance(0.25)) return core;
      const ordered = this.#order(columns);
      return `(${core}${ordered})`;
    };
    const parts = [branch(1), ...dice.times(2, () => `${this.#operator()} ${branch(1)}`)];
    return parts.join(' ') + this.#order(kinds.map((kind, i) => ({ sql: `x${i}`, kind })));
  }

  #operator(): string {
    return this.#dice.pick([
      'union',
      'union',
      'union all',
      'union all',
      'union distinct',
      'except',
      'intersect',
      'except all',
      'intersect all',
    ]);
  }

  #windowed(): string {
    const dice = this.#dice;
    const { sql, sources } = this.#from(2);
    const keyed = sources.filter((one) => one.key);
    const unique =
      keyed.length === sources.length
        ? keyed.flatMap(({ alias, key }) => (key ?? []).map((name) => `${alias}.${name}`))
        : undefined;
    const columns = [
      ...dice.times(2, () => columnOf(sources, dice)),
      ...dice.times(2, () => this.#window(sources, unique)),
    ];
    const list = columns.map((one, i) => `${one.sql} as x${i}`).join(', ');
    return `select ${list} from ${sql}${this.#where(sources, 0)}${this.#order(columns)}`;
  }

  #window(sources: readonly Source[], unique: readonly string[] | undefined): Typed {
    const dice = this.#dice;
    const partition = dice.chance(0.6) ? `partition by ${columnOf(sources, dice, KEYS).sql} ` : '';
    const key = columnOf(sources, dice, KEYS).sql;
    const by = `order by ${key}${dice.pick(['', ' desc'])}`;
    const number = columnOf(sources, dice, EXACT).sql;
    const any = columnOf(sources, dice, [...KEYS, 'year']);
    if (!unique || dice.chance(0.4))
      return dice.pick<Typed>([
        { sql: `rank() over (${partition}${by})`, kind: 'int' },
        { sql: `dense_rank() over (${partition}${by})`, kind: 'int' },
        { sql: `sum(${number}) over (${partition}${by})`, kind: 'dec' },
        { sql: `count(*) over (${partition.trim()})`, kind: 'int' },
        { sql: `max(${any.sql}) over (${partition.trim()})`, kind: vague(any.kind) },
        {
          sql: `avg(${number}) over (${partition}${by} range between unbounded preceding and current row)`,
          kind: 'dec',
        },
        { sql: `cume_dist() over (${partition}${by})`, kind: 'dbl' },
        { sql: `percent_rank() over (${partition}${by})`, kind: 'dbl' },
      ]);
    const total = `${partition}${by}, ${unique.join(', ')}`;
    const frame = dice.pick([
      'rows between 1 preceding and 1 following',
      'rows 2 preceding',
      'rows between unbounded preceding and current row',
    ]);
    return dice.pick<Typed>([
      { sql: `row_number() over (${total})`, kind: 'int' },
      { sql: `lag(${any.sql}) over (${total})`, kind: any.kind },
      { sql: `lead(${any.sql}, 2) over (${total})`, kind: any.kind },
      { sql: `first_value(${any.sql}) over (${total})`, kind: any.kind },
      { sql: `last_value(${any.sql}) over (${total} ${frame})`, kind: any.kind },
      { sql: `nth_value(${any.sql}, 2) over (${total} ${frame})`, kind: any.kind },
      { sql: `ntile(3) over (${total})`, kind: 'int' },
      { sql: `sum(${number}) over (${total} ${frame})`, kind: 'dec' },
      { sql: `count(${any.sql}) over (${total} ${frame})`, kind: 'int' },
    ]);
  }

  #withQuery(): string {
    const dice = this.#dice;
    if (dice.chance(0.35)) return this.#recursive();
    const derived = this.#derived();
    const alias = derived.sources[0]?.alias as string;
    const cte = `with ${alias}a as ${derived.sql.slice(0, derived.sql.lastIndexOf(' '))}`;
    const columns = derived.sources[0]?.columns ?? [];
    const one: Source = { alias, columns };
    if (dice.chance(0.3)) {
      const two: Source = { alias: `${alias}b`, columns };
      const values = dice.times(3, () => valueOf([one, two], dice));
      return `${cte} select ${values.map(({ sql }, i) => `${sql} as x${i}`).join(', ')} from ${alias}a ${alias} join ${alias}a ${alias}b on ${this.#pair([one], [two])}${this.#order(values)}`;
    }
    const next = this.#table();
    const sources = [one, ...next.sources];
    const values = dice.times(3, () => valueOf(sources, dice));
    return `${cte} select ${values.map(({ sql }, i) => `${sql} as x${i}`).join(', ')} from ${alias}a ${alias} ${dice.pick(['join', 'left join'])} ${next.sql} on ${this.#pair([one], next.sources)}${this.#where(sources, 1)}${this.#order(values)}`;
  }

  #recursive(): string {
    const dice = this.#dice;
    const { sql, sources } = this.#table();
    const column = columnOf(sources, dice, ['int']).sql;
    const alias = sources[0]?.alias;
    return dice.pick([
      `with recursive r (n) as (select 1 union all select n + 1 from r where n < ${2 + dice.below(9)}) select n as x0, count(${alias}.${sources[0]?.columns[0]?.name}) as x1 from r left join ${sql} on ${column} = r.n group by n order by 1`,
      `with recursive r (n, d) as (select ${column}, 0 from ${sql} where ${column} < 3 union all select r.n + 1, r.d + 1 from r where r.d < 3) select n as x0, d as x1, count(*) as x2 from r group by n, d order by 1, 2`,
      `with recursive r as (select id as n, 0 as lvl from acct where id < 4 union distinct select o.id, r.lvl + 1 from r join ord o on o.acct_id = r.n where r.lvl < 2) select * from r order by n, lvl`,
      `with recursive r (n) as (select ${1 + dice.below(3)} union select (n * 2) % ${7 + dice.below(20)} from r) select * from r where n in (${this.ints()}) order by n`,
    ]);
  }
}
