import type { Statement } from '../ast/node.ts';
import type { Delete, Insert, Update } from '../dml/nodes.ts';
import type { GroupBy, Limit, LockClause, Order, QueryStatement, Select, SelectExpr, Union } from '../query/nodes.ts';
import type { AliasedTableExpr, JoinTableExpr, TableExpr } from '../table/nodes.ts';
import { ExprGenerator } from './generate-expr.ts';
import type { Random } from './random.ts';

export type GenerateOptions = {
  /** Names of the tables and of the columns to write. */
  readonly tables?: readonly string[];
  readonly columns?: readonly string[];
  /** Height of the tree, about. */
  readonly depth?: number;
};

/** Makes statements as trees, in the form the parser gives them: what is printed of one reads back as the same one. */
export class StatementGenerator {
  readonly #random: Random;
  readonly #exprs: ExprGenerator;
  readonly #tables: readonly string[];
  readonly #depth: number;

  constructor(random: Random, options: GenerateOptions = {}) {
    this.#random = random;
    this.#tables = options.tables ?? ['t', 'u', 'Orders', 'select', 'two words'];
    this.#depth = options.depth ?? 4;
    this.#exprs = new ExprGenerator(random, (depth) => this.#query(depth - 1), options.columns);
  }

  statement(): Statement {
    const depth = this.#depth;
    switch (this.#random.below(8)) {
      case 0:
        return this.#insert(depth);
      case 1:
        return this.#update(depth);
      case 2:
        return this.#delete(depth);
      default:
        return this.#query(depth);
    }
  }

  #maybe<T>(probability: number, make: () => T): T | null {
    return this.#random.chance(probability) ? make() : null;
  }

  #query(depth: number): QueryStatement {
    return depth > 1 && this.#random.chance(0.15) ? this.#union(depth) : this.#select(depth);
  }

  #union(depth: number): Union {
    return {
      kind: 'Union',
      with: null,
      operation: this.#random.pick(['union', 'union all', 'except', 'intersect']),
      left: this.#bareSelect(depth - 1),
      right: this.#bareSelect(depth - 1),
      orderBy: this.#random.chance(0.3) ? this.#orderBy(0) : [],
      limit: this.#maybe(0.3, () => this.#limit()),
      locks: [],
      into: null,
    };
  }

  /** A SELECT without what would be the whole operation's. */
  #bareSelect(depth: number): Select {
    return { ...this.#select(depth), orderBy: [], limit: null, locks: [] };
  }

  #select(depth: number): Select {
    const from = this.#random.chance(0.85) ? this.#random.list(1, 2, () => this.#table(depth - 1)) : [];
    const where = from.length > 0 ? this.#maybe(0.6, () => this.#exprs.expr(depth - 1)) : null;
    const groupBy = from.length > 0 ? this.#maybe(0.2, () => this.#groupBy(depth - 1)) : null;
    return {
      kind: 'Select',
      comments: this.#random.chance(0.05) ? ['/* note */'] : [],
      with: null,
      options: this.#random.chance(0.1) ? ['distinct'] : [],
      columns: this.#random.list(1, 3, () => this.#column(depth - 1)),
      from,
      where,
      groupBy,
      having: groupBy === null ? null : this.#maybe(0.3, () => this.#exprs.expr(depth - 1)),
      windows: [],
      qualify: null,
      orderBy: this.#random.chance(0.3) ? this.#orderBy(depth - 1) : [],
      limit: this.#maybe(0.2, () => this.#limit()),
      locks: from.length > 0 && this.#random.chance(0.05) ? [this.#lock()] : [],
      into: null,
    };
  }

  #groupBy(depth: number): GroupBy {
    return { kind: 'GroupBy', exprs: this.#exprs.exprs(depth, 1, 2), withRollup: this.#random.chance(0.2) };
  }

  #lock(): LockClause {
    const strength = this.#random.pick(['for update', 'for share'] as const);
    return { kind: 'LockClause', strength, of: [], wait: this.#random.pick(['', 'nowait', 'skip locked']) };
  }

  #column(depth: number): SelectExpr {
    if (this.#random.chance(0.1)) return { kind: 'StarExpr', table: { kind: 'TableName', name: 't', qualifier: '' } };
    return { kind: 'AliasedExpr', expr: this.#exprs.expr(depth), as: this.#alias(), text: '' };
  }

  #alias(): string {
    return this.#random.chance(0.4) ? this.#exprs.name() : '';
  }

  #orderBy(depth: number): Order[] {
    const direction = () => this.#random.pick(['asc', 'desc'] as const);
    return this.#random.list(1, 2, () => ({ kind: 'Order', expr: this.#exprs.expr(depth), direction: direction() }));
  }

  #limit(): Limit {
    const number = () => ({ kind: 'Literal', type: 'Int', value: `${this.#random.below(100)}` }) as const;
    return { kind: 'Limit', offset: this.#maybe(0.4, number), rowCount: number() };
  }

  #table(depth: number): TableExpr {
    if (depth > 0 && this.#random.chance(0.25)) return this.#join(depth - 1);
    if (depth > 1 && this.#random.chance(0.15)) return this.#derived(depth - 1);
    return this.#named();
  }

  #named(): AliasedTableExpr {
    return {
      kind: 'AliasedTableExpr',
      expr: { kind: 'TableName', name: this.#random.pick(this.#tables), qualifier: '' },
      partitions: [],
      as: this.#random.chance(0.3) ? `t${this.#random.below(9)}` : '',
      columns: [],
      hints: this.#random.chance(0.05) ? [{ kind: 'IndexHint', type: 'use index', for: '', indexes: ['i'] }] : [],
      systemTime: null,
    };
  }

  #derived(depth: number): AliasedTableExpr {
    const select = this.#query(depth);
    return { ...this.#named(), expr: { kind: 'DerivedTable', lateral: false, select }, as: 'd', hints: [] };
  }

  #join(depth: number): JoinTableExpr {
    const join = this.#random.pick(['join', 'left join', 'right join', 'straight_join', 'natural join'] as const);
    const on = join === 'natural join' ? null : this.#exprs.expr(depth);
    return { kind: 'JoinTableExpr', join, left: this.#named(), right: this.#named(), on, using: [] };
  }

  #insert(depth: number): Insert {
    const columns = this.#random.list(1, 3, () => this.#exprs.name());
    const row = () => ({ kind: 'ValTuple', exprs: columns.map(() => this.#exprs.expr(depth - 2)) }) as const;
    const action = this.#random.pick(['insert', 'replace'] as const);
    return {
      kind: 'Insert',
      action,
      comments: [],
      priority: '',
      ignore: action === 'insert' && this.#random.chance(0.2),
      table: { ...this.#named(), as: '', hints: [] },
      columns,
      rows: this.#random.chance(0.2)
        ? this.#select(depth - 1)
        : { kind: 'Values', rowKeyword: false, rows: this.#random.list(1, 3, row) },
      rowAlias: null,
      onDup: action === 'insert' && this.#random.chance(0.2) ? this.#assignments(depth - 2) : [],
      returning: [],
    };
  }

  #assignments(depth: number): Update['exprs'] {
    return this.#random.list(1, 2, () => ({
      kind: 'UpdateExpr',
      name: { kind: 'ColName', name: this.#exprs.name(), qualifier: null },
      expr: this.#exprs.expr(depth),
    }));
  }

  #update(depth: number): Update {
    return {
      kind: 'Update',
      comments: [],
      with: null,
      lowPriority: false,
      ignore: this.#random.chance(0.1),
      tables: [this.#named()],
      exprs: this.#assignments(depth - 1),
      where: this.#maybe(0.7, () => this.#exprs.expr(depth - 1)),
      orderBy: this.#random.chance(0.2) ? this.#orderBy(depth - 2) : [],
      limit: this.#maybe(0.2, () => ({ ...this.#limit(), offset: null })),
      returning: [],
    };
  }

  #delete(depth: number): Delete {
    return {
      kind: 'Delete',
      comments: [],
      with: null,
      lowPriority: false,
      quick: false,
      ignore: false,
      targets: [],
      tables: [{ ...this.#named(), as: '', hints: [] }],
      where: this.#maybe(0.7, () => this.#exprs.expr(depth - 1)),
      orderBy: this.#random.chance(0.2) ? this.#orderBy(depth - 2) : [],
      limit: this.#maybe(0.2, () => ({ ...this.#limit(), offset: null })),
      returning: [],
    };
  }
}
