import type { Node } from '../ast/node.ts';
import { quoteName, quoteString } from '../lexer/strings.ts';
import { isTruth, P, precedenceOf } from '../printer/precedence.ts';
import type { Printer, PrintersOf } from '../printer/printer.ts';
import type { Argument, ConvertType, ExprFamily, FramePoint, JsonValueExpr, Literal, Variable } from './nodes.ts';

export const exprPrinters: PrintersOf<ExprFamily> = {
  AggregateExpr: (n, p) => {
    p.kw(n.name)
      .raw('(')
      .kw(n.distinct ? 'distinct ' : '')
      .list(n.args);
    if (n.orderBy !== undefined) p.kw(' order by ').list(n.orderBy);
    if (n.limit !== undefined) p.node(n.limit);
    if (n.onNull !== undefined) p.kw(` ${n.onNull}`);
    p.raw(')').opt(' ', n.over);
  },
  AndExpr: (n, p) => chain(n, n.exprs, ' and ', p),
  Argument: (n, p) => {
    p.raw(argumentText(n));
  },
  AssignmentExpr: (n, p) => {
    p.node(n.left).raw(' := ').node(n.right);
  },
  BetweenExpr: (n, p) => {
    p.left(n, n.expr)
      .kw(n.negated ? ' not between ' : ' between ')
      .left(n, n.from)
      .kw(' and ')
      .right(n, n.to);
  },
  BinaryExpr: (n, p) => {
    // The arrows take a column only: what a column stands for takes the functions that they are.
    if ((n.operator === '->' || n.operator === '->>') && n.left.kind !== 'ColName') {
      const [before, after] = n.operator === '->' ? ['json_extract(', ')'] : ['json_unquote(json_extract(', '))'];
      p.kw(before as string)
        .node(n.left)
        .raw(', ')
        .node(n.right)
        .raw(after as string);
      return;
    }
    p.left(n, n.left).kw(` ${n.operator} `).right(n, n.right);
  },
  BoolVal: (n, p) => {
    p.kw(n.value ? 'true' : 'false');
  },
  CaseExpr: (n, p) => {
    p.kw('case ');
    if (n.expr !== null) p.node(n.expr).raw(' ');
    for (const when of n.whens) p.node(when).raw(' ');
    if (n.else !== null) p.kw('else ').node(n.else).raw(' ');
    p.kw('end');
  },
  CastExpr: (n, p) => {
    p.kw('cast(').node(n.expr);
    if (n.timeZone !== '') p.kw(' at time zone ').string(n.timeZone);
    p.kw(' as ')
      .node(n.type)
      .kw(n.array ? ' array' : '')
      .raw(')');
  },
  CharExpr: (n, p) => {
    p.kw('char(').list(n.exprs);
    if (n.charset !== '') p.kw(' using ').raw(n.charset);
    p.raw(')');
  },
  ColName: (n, p) => {
    if (n.qualifier !== null) p.node(n.qualifier).raw('.');
    p.id(n.name);
  },
  CollateExpr: (n, p) => {
    p.left(n, n.expr).kw(' collate ').raw(n.collation);
  },
  ComparisonExpr: (n, p) => {
    p.left(n, n.left).kw(` ${n.operator} `);
    if (n.modifier !== '') p.kw(`${n.modifier} `);
    p.right(n, n.right);
    if (n.escape !== null) p.kw(' escape ').right(n, n.escape);
  },
  ConvertExpr: (n, p) => {
    p.kw('convert(').node(n.expr).raw(', ').node(n.type).raw(')');
  },
  ConvertType: (n, p) => convertType(n, p),
  ConvertUsingExpr: (n, p) => {
    p.kw('convert(').node(n.expr).kw(' using ').raw(n.charset).raw(')');
  },
  CountStar: (n, p) => {
    p.kw('count(*)').opt(' ', n.over);
  },
  CurTimeFuncExpr: (n, p) => {
    // Names of functions without a syntax of their own keep their case in the upper form.
    p.raw(n.name).raw(n.fsp > 0 ? `(${n.fsp})` : '()');
  },
  Default: (n, p) => {
    p.kw('default');
    if (n.column !== null) p.raw('(').node(n.column).raw(')');
  },
  ExistsExpr: (n, p) => {
    p.kw('exists ').node(n.subquery);
  },
  ExtractExpr: (n, p) => {
    p.kw(`extract(${n.unit} from `).node(n.expr).raw(')');
  },
  FrameClause: (n, p) => {
    p.kw(n.unit);
    if (n.end === null) p.raw(' ').node(n.start);
    else p.kw(' between ').node(n.start).kw(' and ').node(n.end);
    if (n.exclude !== undefined) p.kw(` exclude ${n.exclude}`);
  },
  FramePoint: (n, p) => framePoint(n, p),
  FuncExpr: (n, p) => {
    if (n.qualifier !== '') p.id(n.qualifier).raw('.');
    // A function's name is a word of its own: keywords among them are not quoted.
    if (hasOwnNode(n.name) && PLAIN.test(n.name)) p.kw(n.name);
    else p.raw(plainOrQuoted(n.name));
    p.raw('(').list(n.args).raw(')');
  },
  GetFormatExpr: (n, p) => {
    p.kw(`get_format(${n.type}, `).node(n.expr).raw(')');
  },
  GroupConcatExpr: (n, p) => {
    p.kw('group_concat(')
      .kw(n.distinct ? 'distinct ' : '')
      .list(n.args);
    if (n.orderBy.length > 0) p.kw(' order by ').list(n.orderBy);
    if (n.separatorBytes !== undefined) p.kw(' separator ').raw(`X'${n.separatorBytes}'`);
    else if (n.separator !== null) p.kw(' separator ').string(n.separator);
    p.opt('', n.limit).raw(')').opt(' ', n.over);
  },
  GroupingSets: (n, p) => {
    p.kw('grouping sets (').list(n.sets).raw(')');
  },
  IgnoreValue: (_n, p) => {
    p.kw('ignore');
  },
  IntervalDateExpr: (n, p) => {
    if (n.syntax === '+left') {
      p.kw('interval ').node(n.interval).kw(` ${n.unit} + `);
      if (precedenceOf(n.date) === P.Atom) p.node(n.date);
      else p.raw('(').node(n.date).raw(')');
    } else if (n.syntax === '+' || n.syntax === '-') {
      p.left(n, n.date).kw(` ${n.syntax} interval `).node(n.interval).raw(` ${n.unit}`);
    } else {
      p.kw(n.syntax)
        .raw('(')
        .node(n.date)
        .kw(n.unit === '' ? ', ' : ', interval ')
        .node(n.interval);
      p.kw(n.unit === '' ? ')' : ` ${n.unit})`);
    }
  },
  IntroducerExpr: (n, p) => {
    p.raw(`_${n.charset} `).node(n.expr);
  },
  IsExpr: (n, p) => {
    if (isTruth(n) && isTruth(n.expr)) p.raw('(').node(n.expr).raw(')');
    else p.left(n, n.expr);
    p.kw(` is ${n.test}`);
  },
  JsonDualityExpr: (n, p) => {
    p.kw('json_duality_object(');
    if (n.allows.length > 0) p.kw(`with (${n.allows.join(', ')}) `);
    p.list(n.members).raw(')');
  },
  JsonDualityMember: (n, p) => {
    p.string(n.key).raw(': ').node(n.value);
  },
  JsonResponse: (n, p) => {
    p.kw(n.type).opt(' ', n.value);
  },
  JsonValueExpr: (n, p) => jsonValue(n, p),
  ListArg: (n, p) => {
    p.raw(`::${n.name}`);
  },
  Literal: (n, p) => {
    p.literal(literalText(n));
  },
  LoadedAggregateExpr: (n, p) => {
    p.raw(plainOrQuoted(n.name)).raw('(').list(n.args).raw(')');
  },
  MatchExpr: (n, p) => {
    p.kw('match(').list(n.columns).kw(') against (').node(n.expr).kw(n.mode).raw(')');
  },
  MemberOfExpr: (n, p) => {
    p.left(n, n.value).kw(' member of (').node(n.array).raw(')');
  },
  NotExpr: (n, p) => {
    p.kw('not ').left(n, n.expr);
  },
  NullVal: (_n, p) => {
    p.kw('null');
  },
  OrExpr: (n, p) => chain(n, n.exprs, ' or ', p),
  OverClause: (n, p) => {
    p.kw('over');
    if (n.spec === null) p.raw(' ').id(n.window);
    else p.raw(' (').node(n.spec).raw(')');
  },
  SequenceValueExpr: (n, p) => {
    p.kw(`${n.which} value for `).node(n.sequence);
  },
  StoredCallExpr: (n, p) => {
    p.raw(`${quoteName(n.name)}(`)
      .list(n.args)
      .raw(')');
  },
  TimestampFuncExpr: (n, p) => {
    p.kw(`${n.name}(${n.unit}, `).node(n.left).raw(', ').node(n.right).raw(')');
  },
  TrimExpr: (n, p) => {
    p.kw('trim(');
    if (n.direction !== '') p.kw(`${n.direction} `);
    if (n.chars !== null) p.node(n.chars).raw(' ');
    if (n.chars !== null || n.direction !== '') p.kw('from ');
    p.node(n.expr).raw(')');
  },
  TypedArgument: (n, p) => {
    p.node(n.expr).kw(' as ').node(n.type);
  },
  UnaryExpr: (n, p) => {
    // A space keeps two signs from becoming a comment or another operator.
    p.raw(n.operator)
      .raw(n.expr.kind === 'UnaryExpr' ? ' ' : '')
      .left(n, n.expr);
  },
  ValTuple: (n, p) => {
    p.raw('(').list(n.exprs).raw(')');
  },
  ValuesFuncExpr: (n, p) => {
    p.kw('values(').node(n.column).raw(')');
  },
  Variable: (n, p) => variable(n, p),
  WeightStringExpr: (n, p) => {
    p.kw('weight_string(').node(n.expr).opt(' as ', n.as);
    for (const level of n.levels ?? []) p.raw(`, ${level}`);
    p.raw(')');
  },
  When: (n, p) => {
    p.kw('when ').node(n.cond).kw(' then ').node(n.value);
  },
  WindowFuncExpr: (n, p) => {
    p.kw(n.name).raw('(').list(n.args).raw(')');
    if (n.withinGroup !== undefined) p.kw(' within group (order by ').node(n.withinGroup).raw(')');
    if (n.fromLast) p.kw(' from last');
    if (n.nulls !== '') p.kw(` ${n.nulls} nulls`);
    p.raw(' ').node(n.over);
  },
  WindowSpec: (n, p) => {
    const gap = (part: string) => (part === '' ? '' : ' ');
    let before = n.name;
    if (n.name !== '') p.id(n.name);
    if (n.partitionBy.length > 0) p.kw(`${gap(before)}partition by `).list(n.partitionBy);
    if (n.partitionBy.length > 0) before = 'p';
    if (n.orderBy.length > 0) p.kw(`${gap(before)}order by `).list(n.orderBy);
    if (n.orderBy.length > 0) before = 'o';
    p.opt(gap(before), n.frame);
  },
  XorExpr: (n, p) => {
    p.left(n, n.left).kw(' xor ').right(n, n.right);
  },
};

function chain(parent: Node, exprs: readonly Node[], word: string, p: Printer): void {
  for (let i = 0; i < exprs.length; i++) {
    if (i === 0) p.left(parent, exprs[0]!);
    else p.kw(word).right(parent, exprs[i]!);
  }
}

/** Types whose values would be read as another type when they stand in a text, and what they are cast to. */
const castTypes: Readonly<Record<string, string>> = {
  DATE: 'DATE',
  DATETIME: 'DATETIME',
  FLOAT32: 'FLOAT',
  FLOAT64: 'DOUBLE',
  TIME: 'TIME',
  TIMESTAMP: 'DATETIME',
};

/** :name, with its type as a comment, or in a cast where the text of its value alone would be of another type. */
function argumentText({ name, type, size, scale }: Argument): string {
  if (type === '') return `:${name}`;
  if (type === 'DECIMAL' && scale === 0) return `CAST(:${name} AS DECIMAL(${size}, 0))`;
  if (type.startsWith('UINT')) return `CAST(:${name} AS UNSIGNED)`;
  const cast = castTypes[type];
  if (cast !== undefined) return `CAST(:${name} AS ${cast}${typeSize(size, 0)})`;
  return `:${name} /* ${type}${typeSize(size, scale)} */`;
}

function typeSize(size: number, scale: number): string {
  if (size <= 0) return '';
  return scale > 0 ? `(${size},${scale})` : `(${size})`;
}

function literalText(n: Literal): string {
  switch (n.type) {
    case 'String':
      return quoteString(n.value);
    case 'NString':
      return `N${quoteString(n.value)}`;
    case 'HexString':
      return `X'${n.value}'`;
    case 'BitNum':
      // Without digits it would be a name.
      return n.value === '0b' ? "b''" : n.value;
    case 'Date':
      return `date'${n.value}'`;
    case 'Time':
      return `time'${n.value}'`;
    case 'Timestamp':
      return `timestamp'${n.value}'`;
    default:
      return n.value;
  }
}

/** Functions that Vitess's tree has nodes for, whose names it writes as keywords. */
function hasOwnNode(name: string): boolean {
  return /^(json|st|regexp|gtid)_|^(extractvalue|updatexml|locate|point|polygon|linestring|multi\w+|\w+_lock|ltrim|rtrim)$/.test(
    name,
  );
}

function convertType(n: ConvertType, p: Printer): void {
  p.raw(n.name);
  if (n.length !== '') p.raw(n.scale === '' ? `(${n.length})` : `(${n.length}, ${n.scale})`);
  if (n.charset !== '') p.kw(` ${n.charset}`);
}

function framePoint(n: FramePoint, p: Printer): void {
  if (n.expr === null) {
    p.kw(n.type);
    return;
  }
  if (n.unit === '') p.node(n.expr);
  else p.kw('interval ').node(n.expr).kw(` ${n.unit}`);
  p.kw(` ${n.type}`);
}

function jsonValue(n: JsonValueExpr, p: Printer): void {
  p.kw('json_value(').node(n.doc).raw(', ').node(n.path);
  p.opt(' returning ', n.returning);
  if (n.onEmpty !== null) p.raw(' ').node(n.onEmpty).kw(' on empty');
  if (n.onError !== null) p.raw(' ').node(n.onError).kw(' on error');
  p.raw(')');
}

function variable(n: Variable, p: Printer): void {
  if (n.scope === 'user') p.raw('@').id(n.name);
  else
    p.raw('@@')
      .kw(n.scope === '' ? '' : `${n.scope}.`)
      .raw(n.name.split('.').map(plainOrQuoted).join('.'));
}

const PLAIN = /^[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*$/;

/** Where no word is reserved a name is quoted only when it is none. */
function plainOrQuoted(name: string): string {
  return PLAIN.test(name) ? name : quoteName(name);
}
