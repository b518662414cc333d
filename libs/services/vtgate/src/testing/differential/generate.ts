/** A column of the tables of `database.ts`, and what it can be compared with. */
type ColumnDef = {
  readonly name: string;
  readonly kind: 'int' | 'decimal' | 'text' | 'bin' | 'date' | 'double' | 'other';
};

const schema: Readonly<Record<string, readonly ColumnDef[]>> = {
  customer: [
    { name: 'id', kind: 'int' },
    { name: 'age', kind: 'int' },
    { name: 'name', kind: 'text' },
    { name: 'note', kind: 'bin' },
    { name: 'score', kind: 'decimal' },
    { name: 'born', kind: 'date' },
    { name: 'big', kind: 'other' },
  ],
  orders: [
    { name: 'id', kind: 'int' },
    { name: 'customer_id', kind: 'int' },
    { name: 'qty', kind: 'int' },
    { name: 'total', kind: 'decimal' },
    { name: 'code', kind: 'text' },
  ],
  item: [
    { name: 'id', kind: 'int' },
    { name: 'order_id', kind: 'int' },
    { name: 'qty', kind: 'int' },
    { name: 'price', kind: 'double' },
    { name: 'kind', kind: 'other' },
  ],
  word: [
    { name: 'w', kind: 'bin' },
    { name: 'n', kind: 'int' },
    { name: 'customer_id', kind: 'int' },
  ],
  product: [
    { name: 'id', kind: 'int' },
    { name: 'item_id', kind: 'int' },
    { name: 'price', kind: 'decimal' },
    { name: 'title', kind: 'text' },
  ],
  region: [{ name: 'title', kind: 'text' }],
};

type Use = { readonly alias: string; readonly columns: readonly ColumnDef[] };
type Typed = { readonly sql: string; readonly kind: ColumnDef['kind'] };

/** Makes statements that are right, or nearly so; the same ones for the same numbers. */
export class Generator {
  readonly #random: () => number;
  #aliases = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** A whole query; with `order by` the order of its rows is the statement's to say. */
  query(): string {
    this.#aliases = 0;
    const roll = this.#random();
    if (roll < 0.12) return this.#union();
    if (roll < 0.42) return this.#grouped();
    return this.#plain();
  }

  #int(n: number): number {
    return Math.floor(this.#random() * n);
  }

  #pick<T>(list: readonly T[]): T {
    return list[this.#int(list.length)] as T;
  }

  #chance(p: number): boolean {
    return this.#random() < p;
  }

  #alias(): string {
    return `t${++this.#aliases}`;
  }

  #table(depth: number): { readonly sql: string; readonly use: Use } {
    const alias = this.#alias();
    if (depth > 0 && this.#chance(0.15)) return this.#derived(alias);
    const name = this.#pick(['customer', 'customer', 'orders', 'orders', 'item', 'item', 'word', 'product', 'region']);
    return { sql: `${name} ${alias}`, use: { alias, columns: schema[name] ?? [] } };
  }

  #derived(alias: string): { readonly sql: string; readonly use: Use } {
    const { sql: from, use } = this.#table(0);
    const columns = [this.#pick(use.columns), this.#pick(use.columns)];
    const exprs = columns.map(({ name }, i) => `${use.alias}.${name} as c${i}`);
    const defs = columns.map(({ kind }, i): ColumnDef => ({ name: `c${i}`, kind }));
    if (this.#chance(0.3)) {
      const group = columns[0] as ColumnDef;
      const sql = `(select ${use.alias}.${group.name} as c0, count(*) as c1 from ${from} group by ${use.alias}.${group.name}) ${alias}`;
      return {
        sql,
        use: {
          alias,
          columns: [
            { name: 'c0', kind: group.kind },
            { name: 'c1', kind: 'int' },
          ],
        },
      };
    }
    const distinct = this.#chance(0.2) ? 'distinct ' : '';
    const where = this.#chance(0.5) ? ` where ${this.#condition([use], 0)}` : '';
    return {
      sql: `(select ${distinct}${exprs.join(', ')} from ${from}${where}) ${alias}`,
      use: { alias, columns: defs },
    };
  }

  #from(depth: number): { readonly sql: string; readonly uses: Use[] } {
    const first = this.#table(depth);
    let { sql } = first;
    const uses = [first.use];
    const more = this.#pick([0, 0, 1, 1, 1, 2]);
    for (let i = 0; i < more; i++) {
      const next = this.#table(depth);
      const on = this.#joinCondition(uses, next.use);
      const kind = this.#pick(['join', 'join', 'left join', 'left join', 'right join', 'straight_join']);
      sql += ` ${kind} ${next.sql} on ${on}`;
      uses.push(next.use);
    }
    return { sql, uses };
  }

  #joinCondition(uses: readonly Use[], next: Use): string {
    const pairs = uses.flatMap((use) =>
      use.columns.flatMap((a) =>
        next.columns
          .filter((b) => a.kind === b.kind && a.kind !== 'other' && a.kind !== 'double')
          .map((b) => `${use.alias}.${a.name} = ${next.alias}.${b.name}`),
      ),
    );
    const parts = [pairs.length > 0 ? this.#pick(pairs) : '1 = 1'];
    if (this.#chance(0.3)) parts.push(this.#condition([...uses, next], 0));
    return parts.join(' and ');
  }

  #column(uses: readonly Use[], kinds?: readonly ColumnDef['kind'][]): Typed {
    const all = uses.flatMap(({ alias, columns }) =>
      columns.map(({ name, kind }) => ({ sql: `${alias}.${name}`, kind })),
    );
    const fit = kinds ? all.filter(({ kind }) => kinds.includes(kind)) : all;
    return fit.length > 0 ? this.#pick(fit) : { sql: String(this.#int(9)), kind: 'int' };
  }

  #literal(kind: ColumnDef['kind']): string {
    switch (kind) {
      case 'int':
        return String(this.#int(14) - 1);
      case 'decimal':
      case 'double':
        return (this.#int(900) / 100).toFixed(2);
      case 'date':
        return `'2024-0${1 + this.#int(9)}-15'`;
      default:
        return `'${this.#pick(['Ann', 'bob', 'a', 'ab', 'w7', 'c3', 'big', 'zoe'])}'`;
    }
  }

  #condition(uses: readonly Use[], depth: number): string {
    const roll = this.#random();
    if (roll < 0.08) return `(${this.#condition(uses, depth)} or ${this.#condition(uses, depth)})`;
    if (roll < 0.14) return `not (${this.#condition(uses, depth)})`;
    const column = this.#column(uses);
    if (roll < 0.22) return `${column.sql} is ${this.#chance(0.5) ? 'not ' : ''}null`;
    if (roll < 0.32)
      return `${column.sql} in (${this.#literal(column.kind)}, ${this.#literal(column.kind)}, ${this.#literal(column.kind)})`;
    if (roll < 0.38) return `${column.sql} between ${this.#literal(column.kind)} and ${this.#literal(column.kind)}`;
    if (depth > 0 && roll < 0.58) return this.#subqueryCondition(uses);
    if (roll < 0.66) {
      const other = this.#column(uses, [column.kind]);
      return `${column.sql} ${this.#pick(['=', '<', '<>'])} ${other.kind === column.kind ? other.sql : this.#literal(column.kind)}`;
    }
    return `${column.sql} ${this.#pick(['=', '=', '<', '>=', '<>'])} ${this.#literal(column.kind)}`;
  }

  #subqueryCondition(uses: readonly Use[]): string {
    const { sql: from, use } = this.#table(0);
    const outer = this.#column(uses, ['int']);
    const inner = this.#column([use], ['int']);
    const where = this.#chance(0.6) ? ` where ${this.#condition([use], 0)}` : '';
    const both = `${inner.sql} = ${outer.sql}`;
    switch (this.#int(5)) {
      case 0:
        return `${outer.sql} in (select ${inner.sql} from ${from}${where})`;
      case 1:
        return `${outer.sql} not in (select ${inner.sql} from ${from}${where})`;
      case 2:
        return `exists (select 1 from ${from} where ${both}${this.#chance(0.3) ? ` and ${this.#condition([use], 0)}` : ''})`;
      case 3:
        return `not exists (select 1 from ${from} where ${both})`;
      default:
        return `${outer.sql} ${this.#pick(['=', '>', '<'])} (select ${this.#pick(['max', 'min', 'count'])}(${inner.sql}) from ${from}${where})`;
    }
  }

  #where(uses: readonly Use[]): string {
    if (this.#chance(0.35)) return '';
    const more = this.#chance(0.4) ? ` and ${this.#condition(uses, 1)}` : '';
    return ` where ${this.#condition(uses, 1)}${more}`;
  }

  #plain(): string {
    const { sql: from, uses } = this.#from(1);
    const columns = Array.from({ length: 1 + this.#int(3) }, () => this.#value(uses));
    const distinct = this.#chance(0.2) ? 'distinct ' : '';
    const where = this.#where(uses);
    const list = columns.map(({ sql }, i) => `${sql} as x${i}`).join(', ');
    const order = this.#chance(0.6) ? ` order by ${this.#keys(columns.length)}` : '';
    const limit =
      order !== '' && this.#chance(0.4)
        ? ` limit ${1 + this.#int(12)}${this.#chance(0.3) ? ` offset ${this.#int(5)}` : ''}`
        : '';
    return `select ${distinct}${list} from ${from}${where}${order}${limit}`;
  }

  #value(uses: readonly Use[]): Typed {
    if (this.#chance(0.75)) return this.#column(uses);
    const a = this.#column(uses, ['int', 'decimal']);
    const b = this.#column(uses, ['int']);
    switch (this.#int(4)) {
      case 0:
        return { sql: `${a.sql} + ${b.sql}`, kind: a.kind };
      case 1:
        return { sql: `coalesce(${b.sql}, ${this.#int(5)})`, kind: 'int' };
      case 2:
        return { sql: `case when ${a.sql} > ${b.sql} then ${b.sql} else ${this.#int(9)} end`, kind: 'int' };
      default:
        return { sql: `${b.sql} is null`, kind: 'int' };
    }
  }

  /** All columns, so that rows that are alike in the keys are alike. */
  #keys(count: number): string {
    const positions = Array.from({ length: count }, (_, i) => i + 1).sort(() => this.#random() - 0.5);
    return positions.map((position) => `${position}${this.#chance(0.3) ? ' desc' : ''}`).join(', ');
  }

  #grouped(): string {
    const { sql: from, uses } = this.#from(1);
    const groups = Array.from({ length: this.#int(3) }, () => this.#column(uses));
    const aggregates = Array.from({ length: 1 + this.#int(2) }, () => this.#aggregate(uses));
    const list = [...groups.map(({ sql }) => sql), ...aggregates].map((sql, i) => `${sql} as x${i}`).join(', ');
    const groupBy = groups.length > 0 ? ` group by ${groups.map(({ sql }) => sql).join(', ')}` : '';
    const having = this.#chance(0.25) ? ` having count(*) > ${this.#int(4)}` : '';
    const order = this.#chance(0.6) ? ` order by ${this.#keys(groups.length + aggregates.length)}` : '';
    const limit = order !== '' && this.#chance(0.3) ? ` limit ${1 + this.#int(6)}` : '';
    return `select ${list} from ${from}${this.#where(uses)}${groupBy}${having}${order}${limit}`;
  }

  #aggregate(uses: readonly Use[]): string {
    const number = this.#column(uses, ['int', 'decimal']).sql;
    const any = this.#column(uses).sql;
    return this.#pick([
      'count(*)',
      `count(${any})`,
      `sum(${number})`,
      `avg(${number})`,
      `min(${any})`,
      `max(${any})`,
      `count(distinct ${any})`,
      `sum(distinct ${number})`,
      `sum(${number}) + count(*)`,
    ]);
  }

  #union(): string {
    const width = 1 + this.#int(2);
    const branch = () => {
      const { sql: from, uses } = this.#from(0);
      const columns = Array.from(
        { length: width },
        (_, i) => `${this.#column(uses, i === 0 ? ['int'] : ['int', 'decimal', 'text']).sql} as x${i}`,
      );
      return `select ${columns.join(', ')} from ${from}${this.#where(uses)}`;
    };
    const operation = this.#pick(['union', 'union', 'union all', 'union all', 'except', 'intersect']);
    const order = this.#chance(0.5) ? ` order by ${this.#keys(width)}` : '';
    return `${branch()} ${operation} ${branch()}${order}`;
  }
}
