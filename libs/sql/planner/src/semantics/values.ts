import type { PlanValue, PlanValues } from '@vt/plan';
import { decodeText, type Expr, type Literal, type NodeOf } from '@vt/sqlparser';
import { Type } from '@vt/sqltypes';

const literalTypes: { readonly [L in Literal['type']]?: number } = {
  BitNum: Type.BITNUM,
  Decimal: Type.DECIMAL,
  Float: Type.FLOAT64,
  HexNum: Type.HEXNUM,
  Int: Type.INT64,
  String: Type.VARCHAR,
};

const loneSurrogate = /\p{Surrogate}/u;

/** The value of an expression that is known without a mysqld; undefined where it is not. */
export function planValue(expr: Expr): PlanValue | undefined {
  switch (expr.kind) {
    case 'Argument':
      return { kind: 'Bind', name: expr.name };
    case 'NullVal':
      return { kind: 'Literal', type: Type.NULL_TYPE, text: '' };
    case 'BoolVal':
      return { kind: 'Literal', type: Type.INT64, text: expr.value ? '1' : '0' };
    case 'Literal':
      return literalValue(expr);
    case 'ConvertExpr':
      return bytesValue(expr);
    case 'UnaryExpr': {
      const inner = expr.operator === '-' && expr.expr.kind === 'Literal' ? literalValue(expr.expr) : undefined;
      return inner?.kind === 'Literal' && inner.type === Type.INT64 ? { ...inner, text: `-${inner.text}` } : undefined;
    }
    default:
      return undefined;
  }
}

/** BINARY x'…': bytes that are no number. */
function bytesValue({ expr, type }: NodeOf<'ConvertExpr'>): PlanValue | undefined {
  if (type.name.toLowerCase() !== 'binary' || type.length !== '') return undefined;
  if (expr.kind !== 'Literal' || expr.type !== 'HexString') return undefined;
  return { kind: 'Literal', type: Type.VARBINARY, text: decodeText(Buffer.from(expr.value, 'hex')) };
}

/** The members of `(1, 2)` or `::list`; undefined where one of them is not known, or would be compared otherwise in a list of a shard's own. */
export function planValues(expr: Expr): PlanValues | undefined {
  if (expr.kind === 'ListArg') return { kind: 'ListBind', name: expr.name };
  if (expr.kind !== 'ValTuple') return undefined;
  const values = expr.exprs.map((one) => (one.kind === 'ConvertExpr' ? undefined : planValue(one)));
  return values.every((value) => value !== undefined) ? { kind: 'List', values } : undefined;
}

function literalValue(literal: Literal): PlanValue | undefined {
  if (literal.type === 'HexString') return { kind: 'Literal', type: Type.HEXVAL, text: `x'${literal.value}'` };
  // Bytes that are no UTF-8 travel as lone surrogates in statement text; they are no text to a vindex.
  if (literal.type === 'String' && loneSurrogate.test(literal.value)) return undefined;
  const type = literalTypes[literal.type];
  if (type === undefined) return undefined;
  if (type === Type.INT64) return integerValue(literal.value);
  return { kind: 'Literal', type, text: literal.value };
}

function integerValue(text: string): PlanValue {
  const number = BigInt(text);
  const type = number > 2n ** 64n - 1n ? Type.DECIMAL : number > 2n ** 63n - 1n ? Type.UINT64 : Type.INT64;
  return { kind: 'Literal', type, text: number.toString() };
}
