import type {
  BinaryOperator,
  ComparisonOperator,
  ConvertType,
  Expr,
  IntervalUnit,
  Literal,
  WindowSpec,
} from '../expr/nodes.ts';
import type { QueryStatement } from '../query/nodes.ts';
import type { Random } from './random.ts';

const names = ['a', 'b', 'c', 'id', 'name', 'x1', 'order', 'Mixed', 'two words', 'ключ', 'back`tick', 'select'];
const strings = [
  '',
  'x',
  "it's",
  'a"b',
  'back\\slash',
  'line\nbreak',
  '50%',
  'a\\%b',
  '\0',
  'ñandú',
  '😀',
  '/* no */',
  '-- no',
];
const binary: readonly BinaryOperator[] = ['+', '-', '*', '/', 'div', '%', '&', '|', '^', '<<', '>>'];
const comparisons: readonly ComparisonOperator[] = ['=', '<', '>', '<=', '>=', '!=', '<=>'];
const units: readonly IntervalUnit[] = ['day', 'hour', 'minute_second', 'year', 'microsecond', 'week', 'year_month'];
const functions = [
  'concat',
  'COALESCE',
  'lower',
  'IFNULL',
  'json_extract',
  'if',
  'left',
  'regexp_like',
  'abs',
  'greatest',
];

/** Makes expressions of every kind, in the form the parser gives them. */
export class ExprGenerator {
  readonly random: Random;
  readonly #query: (depth: number) => QueryStatement;
  readonly #columns: readonly string[];

  constructor(random: Random, query: (depth: number) => QueryStatement, columns: readonly string[] = names) {
    this.random = random;
    this.#query = query;
    this.#columns = columns;
  }

  name(): string {
    return this.random.pick(this.#columns);
  }

  expr(depth: number): Expr {
    if (depth <= 0 || this.random.chance(0.25)) return this.#leaf();
    return this.random.pick(this.#makers)(depth - 1);
  }

  exprs(depth: number, min = 1, max = 3): Expr[] {
    return this.random.list(min, max, () => this.expr(depth));
  }

  literal(): Literal {
    const { random } = this;
    switch (random.below(7)) {
      case 0:
        return { kind: 'Literal', type: 'Decimal', value: `${random.below(100)}.${random.below(1000)}` };
      case 1:
        return {
          kind: 'Literal',
          type: 'Float',
          value: `${random.below(9)}e${random.pick(['', '-', '+'])}${random.below(9)}`,
        };
      case 2:
        return { kind: 'Literal', type: 'HexString', value: random.pick(['', '1F', 'abcd']) };
      case 3:
      case 4:
        return { kind: 'Literal', type: 'Int', value: `${random.below(1_000_000)}` };
      default:
        return { kind: 'Literal', type: 'String', value: random.pick(strings) };
    }
  }

  #leaf(): Expr {
    const { random } = this;
    switch (random.below(8)) {
      case 0:
        return { kind: 'NullVal' };
      case 1:
        return { kind: 'BoolVal', value: random.chance(0.5) };
      case 2:
        return { kind: 'Variable', scope: 'user', name: random.pick(['v', 'w1']) };
      case 3:
        return { kind: 'ColName', name: this.name(), qualifier: { kind: 'TableName', name: 't', qualifier: '' } };
      case 4:
      case 5:
        return this.literal();
      default:
        return { kind: 'ColName', name: this.name(), qualifier: null };
    }
  }

  readonly #makers: readonly ((depth: number) => Expr)[] = [
    (d) => ({ kind: 'BinaryExpr', operator: this.random.pick(binary), left: this.expr(d), right: this.expr(d) }),
    (d) => ({ kind: 'BinaryExpr', operator: this.random.pick(binary), left: this.expr(d), right: this.expr(d) }),
    (d) => this.#compare(d, this.random.pick(comparisons), this.expr(d)),
    (d) => this.#compare(d, this.random.pick(['in', 'not in']), this.#tuple(d)),
    (d) => this.#compare(d, 'in', { kind: 'Subquery', select: this.#query(d) }),
    (d) => this.#compare(d, this.random.pick(['like', 'not like', 'regexp', 'not regexp']), this.expr(d)),
    (d) => ({
      kind: 'BetweenExpr',
      negated: this.random.chance(0.5),
      expr: this.expr(d),
      from: this.expr(d),
      to: this.expr(d),
    }),
    (d) => ({ kind: 'IsExpr', expr: this.expr(d), test: this.random.pick(['null', 'not null', 'true', 'not false']) }),
    (d) => ({ kind: 'NotExpr', expr: this.expr(d) }),
    (d) => this.#chain('AndExpr', d),
    (d) => this.#chain('OrExpr', d),
    (d) => ({ kind: 'XorExpr', left: this.expr(d), right: this.expr(d) }),
    (d) => this.#unary(d),
    (d) => ({ kind: 'FuncExpr', qualifier: '', name: this.random.pick(functions), args: this.exprs(d, 2, 2) }),
    (d) => this.#case(d),
    (d) => ({ kind: 'CastExpr', expr: this.expr(d), type: convertType(this.random), array: false, timeZone: '' }),
    (d) => ({ kind: 'ConvertUsingExpr', expr: this.expr(d), charset: 'utf8mb4' }),
    (d) => ({ kind: 'ExistsExpr', subquery: { kind: 'Subquery', select: this.#query(d) } }),
    (d) => ({ kind: 'Subquery', select: this.#query(d) }),
    (d) => ({
      kind: 'IntervalDateExpr',
      syntax: this.random.pick(['+', '-', 'date_add', 'date_sub']),
      date: this.expr(d),
      interval: this.expr(d),
      unit: this.random.pick(units),
    }),
    (d) => ({ kind: 'ExtractExpr', unit: this.random.pick(units), expr: this.expr(d) }),
    (d) => ({ kind: 'TrimExpr', direction: 'leading', chars: this.expr(d), expr: this.expr(d) }),
    (d) => ({ kind: 'CollateExpr', expr: this.expr(d), collation: 'utf8mb4_bin' }),
    () => ({ kind: 'CurTimeFuncExpr', name: this.random.pick(['now', 'current_timestamp', 'utc_time']), fsp: 3 }),
    (d) => ({
      kind: 'AggregateExpr',
      name: this.random.pick(['sum', 'min', 'max', 'avg']),
      distinct: this.random.chance(0.3),
      args: [this.expr(d)],
      over: null,
    }),
    () => ({ kind: 'CountStar', over: null }),
    (d) => ({
      kind: 'WindowFuncExpr',
      name: this.random.pick(['rank', 'row_number', 'dense_rank']),
      args: [],
      fromLast: false,
      nulls: '',
      over: { kind: 'OverClause', window: '', spec: this.#window(d) },
    }),
    (d) => ({
      kind: 'GroupConcatExpr',
      distinct: this.random.chance(0.5),
      args: this.exprs(d, 1, 2),
      orderBy: this.random.chance(0.5) ? [{ kind: 'Order', expr: this.expr(d), direction: 'desc' }] : [],
      separator: this.random.chance(0.5) ? this.random.pick(strings) : null,
      limit: null,
      over: null,
    }),
  ];

  #compare(depth: number, operator: ComparisonOperator, right: Expr): Expr {
    return { kind: 'ComparisonExpr', operator, left: this.expr(depth), right, escape: null, modifier: '' };
  }

  /** A list of one subquery would be that subquery. */
  #tuple(depth: number): Expr {
    const exprs = this.exprs(depth);
    return { kind: 'ValTuple', exprs: exprs.length === 1 && exprs[0]!.kind === 'Subquery' ? [this.literal()] : exprs };
  }

  /** Chains are flat: none has a member of its own kind at its left end. */
  #chain(kind: 'AndExpr' | 'OrExpr', depth: number): Expr {
    const exprs = this.exprs(depth, 2, 3);
    while (exprs[0]!.kind === kind) exprs[0] = this.#leaf();
    return { kind, exprs };
  }

  /** A plus before an integer leaves no trace. */
  #unary(depth: number): Expr {
    const expr = this.expr(depth);
    const operator = this.random.pick(['-', '~', '!'] as const);
    return { kind: 'UnaryExpr', operator, expr };
  }

  #case(depth: number): Expr {
    return {
      kind: 'CaseExpr',
      expr: this.random.chance(0.4) ? this.expr(depth) : null,
      whens: this.random.list(1, 2, () => ({ kind: 'When', cond: this.expr(depth), value: this.expr(depth) })),
      else: this.random.chance(0.5) ? this.expr(depth) : null,
    };
  }

  #window(depth: number): WindowSpec {
    return {
      kind: 'WindowSpec',
      name: '',
      partitionBy: this.random.chance(0.5) ? this.exprs(depth, 1, 2) : [],
      orderBy: [{ kind: 'Order', expr: this.expr(depth), direction: this.random.pick(['asc', 'desc']) }],
      frame: null,
    };
  }
}

function convertType(random: Random): ConvertType {
  const name = random.pick(['signed', 'unsigned', 'date', 'json', 'char', 'decimal']);
  const sized = name === 'char' || name === 'decimal';
  return { kind: 'ConvertType', name, length: sized ? '10' : '', scale: name === 'decimal' ? '2' : '', charset: '' };
}
