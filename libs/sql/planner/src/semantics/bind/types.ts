import { collationById, collationByName } from '@vt/collations';
import { aggregate, compileExpression, type EvalType } from '@vt/evalengine';
import { type Expr, visit } from '@vt/sqlparser';
import { type BindVariable, isText, Type } from '@vt/sqltypes';
import type { OwnType } from '@vt/vschema';
import type { PlannerEnvironment } from '../../environment.ts';
import { findColumn, type Source } from './source.ts';

/** What is known of an expression's values before any row is seen. */
export type ExprType = {
  readonly type: number;
  readonly collation: string | undefined;
  readonly nullable: boolean;
  /** A column whose text has zeros before the number. */
  readonly zerofill?: boolean;
  /** A column of one of MariaDB's types that has no number. */
  readonly own?: OwnType;
};

export const unknownType: ExprType = { type: Type.NULL_TYPE, collation: undefined, nullable: true };

/** Whether values are members of an ENUM or SET. */
export function isChoice(type: number): boolean {
  return type === Type.ENUM || type === Type.SET;
}

type Sources = ReadonlyMap<string, Source>;
/** Whose default collations texts have. */
type Flavor = PlannerEnvironment['flavor'];

export function typeOf(expr: Expr, sources: Sources, flavor?: Flavor): ExprType {
  switch (expr.kind) {
    case 'ColName': {
      const source = expr.qualifier && sources.get(expr.qualifier.name);
      return (source && findColumn(source, expr.name)) || unknownType;
    }
    case 'CountStar':
      return { type: Type.INT64, collation: undefined, nullable: false };
    case 'AggregateExpr':
      return typeOfAggregate(expr, sources, flavor);
    case 'GroupConcatExpr':
      return typeOfConcat(expr.args, sources, flavor);
    case 'LoadedAggregateExpr':
    case 'NullVal':
    case 'Argument':
    case 'Subquery':
      return unknownType;
    default:
      return computedType(expr, sources, flavor);
  }
}

function typeOfAggregate(
  { name, args }: Extract<Expr, { kind: 'AggregateExpr' }>,
  sources: Sources,
  flavor: Flavor,
): ExprType {
  if (name === 'count') return { type: Type.INT64, collation: undefined, nullable: false };
  const [arg] = args;
  const type = arg && typeOf(arg, sources, flavor);
  if (!type || type.type === Type.NULL_TYPE) return unknownType;
  if ((name === 'min' || name === 'max') && isChoice(type.type)) return { ...type, type: Type.CHAR, nullable: true };
  if (name === 'min' || name === 'max' || name === 'any_value') return { ...type, nullable: true };
  if (name !== 'sum' && name !== 'avg') return unknownType;
  const found = aggregate(name, evalType(type));
  return found.kind === 'Aggregate' ? { type: found.type.type, collation: undefined, nullable: true } : unknownType;
}

/** Of text it is a text; numbers become one in the connection's collation. */
function typeOfConcat(args: readonly Expr[], sources: Sources, flavor: Flavor): ExprType {
  const [first] = args;
  const whole: Expr | undefined = args.length > 1 ? { kind: 'FuncExpr', qualifier: '', name: 'concat', args } : first;
  const type = whole && typeOf(whole, sources, flavor);
  return type && isText(type.type) && type.collation ? { ...type, type: Type.TEXT, nullable: true } : unknownType;
}

/**
 * As the evaluator finds it, where all columns are known. A text has a collation where that is its columns' own, whatever the connection's is; with
 * values that are bound later, where neither numbers nor texts among them change it, as a text of other characters would that of latin1.
 */
function computedType(expr: Expr, sources: Sources, flavor: Flavor): ExprType {
  const bound = argumentsIn(expr);
  const found = compiledType(expr, sources, flavor, UTF8MB4, bindsOf(bound, Type.INT64));
  const [first] = bound;
  if (first === undefined && !isText(found.type)) return found;
  const again = compiledType(expr, sources, flavor, UTF8MB4_BIN, bindsOf(bound, Type.VARCHAR));
  const collation = found.collation === again.collation ? found.collation : undefined;
  if (first === undefined) return { ...found, collation };
  const isKnown = isText(found.type) && isText(again.type) && collation?.startsWith('utf8') === true;
  return isKnown ? { ...found, nullable: true } : unknownType;
}

function argumentsIn(expr: Expr): readonly string[] {
  const names: string[] = [];
  visit(expr, (node) => {
    if (node.kind === 'Argument') names.push(node.name);
  });
  return names;
}

const bindsOf = (names: readonly string[], type: number): Readonly<Record<string, BindVariable>> =>
  Object.fromEntries(names.map((name) => [name, { type, value: Buffer.from('1') }]));

function compiledType(
  expr: Expr,
  sources: Sources,
  flavor: Flavor,
  connection: number,
  binds: Readonly<Record<string, BindVariable>>,
): ExprType {
  let known = true;
  try {
    const compiled = compileExpression(expr, {
      column: (name) => {
        const type = typeOf(name, sources);
        if (type.type === Type.NULL_TYPE) known = false;
        return { index: 0, type: evalType(type) };
      },
      binds,
      collation: connection,
      ...(flavor && { flavor }),
    });
    if (compiled.kind === 'Unsupported' || !known) return unknownType;
    const { type, collation, nullable } = compiled.type;
    return { type, collation: isText(type) ? collationById(collation)?.name : undefined, nullable };
  } catch {
    return unknownType;
  }
}

const UTF8MB4_BIN = 46;
const UTF8MB4 = 255;
const BINARY = 63;
const SOME_BYTES = 255;

/** A type for the evaluator; lengths are not known. */
export function evalType({ type, collation, nullable }: ExprType): EvalType {
  const id = isText(type) ? (collationByName(collation ?? '')?.id ?? UTF8MB4) : BINARY;
  return { type, collation: id, flags: 0, length: SOME_BYTES, decimals: 0, nullable };
}
