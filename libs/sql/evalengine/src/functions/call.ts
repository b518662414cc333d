import type { FuncExpr } from '@vt/sqlparser';
import { roundedToShown } from '../compile/build.ts';
import type { Compiler } from '../compile/compiler.ts';
import { checkOfMariadb, withoutSignOfZero } from '../compile/mariadb.ts';
import type { Node } from '../compile/node.ts';
import { errors, unsupported } from '../errors.ts';
import { functionTable } from './table.ts';

/** Functions of which sql_mode ORACLE makes others: a NULL is an empty text to them, or an empty text is NULL, and places and lengths are counted anew. */
const OF_ORACLE: ReadonlySet<string> = new Set([
  'concat',
  'length',
  'lpad',
  'ltrim',
  'mid',
  'replace',
  'rpad',
  'rtrim',
  'substr',
  'substring',
]);

/** They give an argument as it is. */
const CHOOSING: ReadonlySet<string> = new Set(['if', 'nullif']);

export function compileFunction(expr: FuncExpr, compiler: Compiler): Node {
  if (expr.qualifier !== '') return unsupported(`function ${expr.qualifier}.${expr.name}`);
  const name = expr.name.toLowerCase();
  const { flavor, modes } = compiler.env;
  if (OF_ORACLE.has(name) && modes.has('ORACLE')) return unsupported(`function ${expr.name} as Oracle's`);
  const definition = functionTable().get(name) ?? unsupported(`function ${expr.name}`);
  if (expr.args.length < definition.min || expr.args.length > definition.max) {
    // MariaDB takes more or fewer of some.
    if (flavor === 'mariadb') return unsupported(`function ${expr.name} of ${expr.args.length} arguments`);
    throw errors.wrongParameterCount(expr.name);
  }
  const args = compiler.scalars(expr.args);
  if (flavor === 'mariadb') checkOfMariadb(name, args);
  const node = withoutSignOfZero(definition.compile(args, compiler, name), compiler.env);
  return CHOOSING.has(name) ? node : roundedToShown(node, compiler);
}
