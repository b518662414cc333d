import type { AndExpr, Expr, IsExpr, NotExpr, OrExpr, XorExpr } from '@vt/sqlparser';
import { errors, unsupported } from '../errors.ts';
import type { Frame } from '../frame.ts';
import { isZeroDate, type Temporal } from '../temporal/temporal.ts';
import { type Decimal } from '../value/decimal.ts';
import { type JsonDoc } from '../value/value.ts';
import { boolNode, toBool, triNode } from './build.ts';
import type { Compiler } from './compiler.ts';
import { asReal, bytesToInt } from './convert.ts';
import { isOfIntegers } from './mariadb.ts';
import { isTemporal, type Node } from './node.ts';

type Tri = boolean | null;

/** Whether a value counts as true. */
export function asTruth(node: Node): (frame: Frame) => Tri {
  const { run } = node;
  if (node.row) throw errors.operandColumns(1);
  if (node.choice && isTemporal(node.cls)) return unsupported('a mixture of dates and times as a condition');
  switch (node.cls) {
    case 'null':
      return () => null;
    case 'int':
      return (f) => {
        const value = run(f);
        return value === null ? null : value !== 0n;
      };
    case 'decimal':
      return (f) => {
        const value = run(f) as Decimal | null;
        return value === null ? null : value.coefficient !== 0n;
      };
    case 'json':
      return (f) => {
        const value = run(f) as JsonDoc | null;
        return value === null ? null : isTrueJson(value);
      };
    case 'date':
    case 'time':
    case 'datetime':
      return (f) => {
        const value = run(f) as Temporal | null;
        return value === null ? null : isTrueTemporal(value);
      };
    default:
      return textTruth(node);
  }
}

function textTruth(node: Node): (frame: Frame) => Tri {
  if (node.hex) {
    return (f) => {
      const value = node.run(f) as Uint8Array | null;
      return value === null ? null : bytesToInt(value) !== 0n;
    };
  }
  const real = asReal(node);
  return (f) => {
    const value = real(f);
    return value === null ? null : value !== 0;
  };
}

function isTrueTemporal(value: Temporal): boolean {
  return !isZeroDate(value) || value.hour !== 0 || value.minute !== 0 || value.second !== 0 || value.micro !== 0;
}

/** A JSON document is true unless it is the number 0. */
function isTrueJson({ json }: JsonDoc): boolean {
  switch (json.kind) {
    case 'int':
    case 'uint':
      return json.value !== 0n;
    case 'double':
      return json.value !== 0;
    case 'decimal':
      return json.value.coefficient !== 0n;
    default:
      return true;
  }
}

/** What IF and CASE hold for true: of JSON its number, other than AND does. */
export function asCondition(node: Node): (frame: Frame) => Tri {
  if (node.cls !== 'json') return asTruth(node);
  const real = asReal(node);
  return (f) => {
    const value = real(f);
    return value === null ? null : value !== 0;
  };
}

export function compileAnd(expr: AndExpr, compiler: Compiler): Node {
  const nodes = compiler.scalars(expr.exprs);
  const truths = nodes.map(asTruth);
  return triNode(nodes, (f) => {
    let unknown = false;
    for (const truth of truths) {
      const value = truth(f);
      if (value === false) return false;
      if (value === null) unknown = true;
    }
    return unknown ? null : true;
  });
}

export function compileOr(expr: OrExpr, compiler: Compiler): Node {
  const nodes = compiler.scalars(expr.exprs);
  const truths = nodes.map(asTruth);
  return triNode(nodes, (f) => {
    let unknown = false;
    for (const truth of truths) {
      const value = truth(f);
      if (value === true) return true;
      if (value === null) unknown = true;
    }
    return unknown ? null : false;
  });
}

export function compileXor(expr: XorExpr, compiler: Compiler): Node {
  const nodes = compiler.scalars([expr.left, expr.right]);
  if (compiler.env.flavor === 'mariadb' && !isOfIntegers(nodes)) return unsupported('XOR of others than integers');
  const [left, right] = nodes.map(asTruth) as [(f: Frame) => Tri, (f: Frame) => Tri];
  return triNode(nodes, (f) => {
    const a = left(f);
    const b = a === null ? null : right(f);
    return a === null || b === null ? null : a !== b;
  });
}

export function compileNot(expr: { readonly expr: Expr } & Pick<NotExpr, 'expr'>, compiler: Compiler): Node {
  const node = compiler.scalar(expr.expr);
  const truth = asTruth(node);
  return triNode([node], (f) => {
    const value = truth(f);
    return value === null ? null : !value;
  });
}

export function compileIs(expr: IsExpr, compiler: Compiler): Node {
  if (expr.test === 'null' || expr.test === 'not null') {
    const node = compiler.scalar(expr.expr);
    const wanted = expr.test === 'null';
    return boolNode([node], (f) => toBool((node.run(f) === null) === wanted), false);
  }
  const node = compiler.scalar(expr.expr);
  const truth = asTruth(node);
  const wanted = expr.test.endsWith('true');
  const negated = expr.test.startsWith('not');
  return boolNode([node], (f) => toBool((truth(f) === wanted) !== negated), false);
}
