import type { FuncExpr } from '@vt/sqlparser';
import type { Compiler } from '../compile/compiler.ts';
import type { Node } from '../compile/node.ts';
import { errors, unsupported } from '../errors.ts';
import { functionTable } from './table.ts';

export function compileFunction(expr: FuncExpr, compiler: Compiler): Node {
  if (expr.qualifier !== '') return unsupported(`function ${expr.qualifier}.${expr.name}`);
  const name = expr.name.toLowerCase();
  const definition = functionTable().get(name) ?? unsupported(`function ${expr.name}`);
  if (expr.args.length < definition.min || expr.args.length > definition.max) {
    throw errors.wrongParameterCount(expr.name);
  }
  return definition.compile(compiler.scalars(expr.args), compiler, name);
}
