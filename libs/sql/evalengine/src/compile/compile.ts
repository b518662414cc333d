import { VtError } from '@vt/base';
import { BINARY_COLLATION, convertCharset } from '@vt/collations';
import type { Expr } from '@vt/sqlparser';
import { type BindVariable, Type, wholeReals } from '@vt/sqltypes';
import { UnsupportedError, unsupported } from '../errors.ts';
import type { Frame } from '../frame.ts';
import { compileFunction } from '../functions/call.ts';
import { dateForms } from '../functions/date-forms.ts';
import { formHandlers } from '../functions/forms.ts';
import type { EvalType } from '../type/eval-type.ts';
import { realText } from '../value/number-text.ts';
import type { Value } from '../value/value.ts';
import { compileArithmetic, compileNegation } from './arithmetic.ts';
import { compileBits, compileInvert } from './bits.ts';
import { boolNode, nullNode, toBool } from './build.ts';
import { compileCast, compileCollate, compileConvertUsing, compileIntroducer } from './cast.ts';
import { bindNode, compileArgument, compileColumn } from './column.ts';
import { compileBetween, compileComparison } from './comparison.ts';
import { Compiler, type Handlers } from './compiler.ts';
import { compileCase } from './control.ts';
import { asciiOf, asText, charsetOf } from './convert.ts';
import { type CompileEnv, type Environment, resolveEnvironment } from './environment.ts';
import { bitLiteral, compileLiteral, hexLiteral } from './literal.ts';
import { asTruth, compileAnd, compileIs, compileNot, compileOr, compileXor } from './logic.ts';
import type { Node } from './node.ts';

const handlers: Handlers = {
  AndExpr: compileAnd,
  Argument: compileArgument,
  BetweenExpr: compileBetween,
  BinaryExpr: (expr, compiler) => {
    switch (expr.operator) {
      case '&':
      case '|':
      case '^':
      case '<<':
      case '>>':
        return compileBits(expr, compiler);
      case '->':
        return compiler.scalar({
          kind: 'FuncExpr',
          qualifier: '',
          name: 'json_extract',
          args: [expr.left, expr.right],
        });
      case '->>': {
        const args = [expr.left, expr.right];
        const extract: Expr = { kind: 'FuncExpr', qualifier: '', name: 'json_extract', args };
        return compiler.scalar({ kind: 'FuncExpr', qualifier: '', name: 'json_unquote', args: [extract] });
      }
      default:
        return compileArithmetic(expr, compiler);
    }
  },
  BoolVal: (expr) => ({ ...boolNode([], () => toBool(expr.value), false), literal: true }),
  CaseExpr: compileCase,
  CastExpr: compileCast,
  ColName: compileColumn,
  CollateExpr: compileCollate,
  ComparisonExpr: compileComparison,
  ConvertExpr: compileCast,
  ConvertUsingExpr: compileConvertUsing,
  FuncExpr: compileFunction,
  IntroducerExpr: compileIntroducer,
  IsExpr: compileIs,
  Literal: compileLiteral,
  NotExpr: compileNot,
  NullVal: () => nullNode,
  OrExpr: compileOr,
  UnaryExpr: (expr, compiler) => {
    if (expr.operator === '-') return compileNegation(expr, compiler);
    if (expr.operator === '~') return compileInvert(expr, compiler);
    if (expr.operator === '!') return compileNot(expr, compiler);
    return compiler.scalar(expr.expr);
  },
  ValTuple: (expr, compiler) => {
    const row = expr.exprs.map((each) => compiler.any(each));
    if (row.length === 1) return row[0] as Node;
    return { ...nullNode, row, constant: row.every((node) => node.constant) };
  },
  XorExpr: compileXor,
  ...dateForms,
  ...formHandlers,
};

/** An expression ready to run on rows. Not to be used by two evaluations at once. */
export type Compiled = {
  readonly kind: 'Compiled';
  /** What MySQL would say of the result column. */
  readonly type: EvalType;
  /** How strongly its collation counts beside another's: MySQL's COERCIBILITY(). */
  readonly derivation: number;
  /** Gives the same for every row of a statement: no column, bind variable or clock in it. */
  readonly constant: boolean;
  /** @throws VtError as MySQL would; UnsupportedError when only MySQL can tell */
  readonly evaluate: (frame: Frame) => Value;
  /** The text form as a text row has it: texts in utf8mb4, whatever their own character set. */
  readonly text: (frame: Frame) => Uint8Array | null;
  /** As a condition: null when unknown. */
  readonly truth: (frame: Frame) => boolean | null;
};

/** The evaluator cannot do it as MySQL does. */
export type Unsupported = { readonly kind: 'Unsupported'; readonly reason: string };

/**
 * Compiles an expression.
 * @throws VtError for what MySQL refuses: wrong number of arguments, an illegal mix of collations …
 */
export function compileExpression(expr: Expr, env: CompileEnv = {}): Compiled | Unsupported {
  try {
    const compiler = new EngineCompiler(resolveEnvironment(env));
    return compiled(compiler.scalar(expr), compiler.env);
  } catch (error) {
    if (error instanceof UnsupportedError) return { kind: 'Unsupported', reason: error.message };
    if (error instanceof VtError) throw error;
    throw error;
  }
}

const UTF8MB4 = 255;

function realResult(node: Node, env: Environment): (frame: Frame) => Uint8Array | null {
  const textOf = env.wholeReals ? wholeReals.double : realText;
  return (frame) => {
    const value = node.run(frame) as number | null;
    return value === null ? null : Buffer.from(textOf(value, node.type.decimals));
  };
}

/** Made when first asked for: not every value that can be shown can be a condition. */
function lazyTruth(node: Node): (frame: Frame) => boolean | null {
  let truth: ((frame: Frame) => boolean | null) | undefined;
  return (frame) => {
    truth ??= asTruth(node);
    return truth(frame);
  };
}

/** Results are sent in character_set_results, which is utf8mb4 here; bytes stay bytes. */
function resultText(node: Node, env: Environment): (frame: Frame) => Uint8Array | null {
  if (node.cls === 'real' && !node.text) return realResult(node, env);
  const text = asText(node);
  if (node.cls !== 'string' || node.type.collation === BINARY_COLLATION) return text;
  const charset = charsetOf(node.type.collation);
  if (charset.name === 'utf8mb4' || charset.name === 'utf8mb3') return text;
  const utf8 = charsetOf(UTF8MB4);
  return (frame) => {
    const bytes = text(frame);
    return bytes === null ? null : convertCharset(bytes, charset, utf8).bytes;
  };
}

export function compiled(node: Node, env: Environment): Compiled {
  return {
    kind: 'Compiled',
    type: node.type,
    derivation: node.derivation,
    constant: node.constant,
    evaluate: node.run,
    text: resultText(node, env),
    truth: lazyTruth(node),
  };
}

class EngineCompiler extends Compiler {
  constructor(env: Environment) {
    super(env, handlers);
  }

  override listBind(name: string): Node[] {
    const bind: BindVariable = this.env.binds[name] ?? unsupported(`list ${name} without values`);
    return (bind.values ?? []).map((value, i) => bindNode(value, (f) => f.binds[name]?.values?.[i] ?? value, this));
  }

  override hexBind(bind: { type: number; value: Uint8Array }): Node {
    const text = asciiOf(bind.value);
    if (bind.type === Type.BITNUM) return bitLiteral(text);
    return hexLiteral(bind.type === Type.HEXNUM ? text.slice(2) : text.replace(/^[xX]'|'$/g, ''));
  }
}
