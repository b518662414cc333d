import { VtError } from '@vt/base';
import { decodeText, type Expr, type Literal, type Node, rewrite, type Statement, visit } from '@vt/sqlparser';
import { type BindValue, isIntegral, Type } from '@vt/sqltypes';
import { type OwnValue, ownVariable } from '../session/own-variables.ts';
import type { Session } from '../session/session.ts';
import type { ExecutorOptions } from './deps.ts';

type Context = { readonly session: Session; readonly options: ExecutorOptions };

const functions: Readonly<Record<string, (ctx: Context) => Expr>> = {
  connection_id: ({ session }) => integer(BigInt(session.id)),
  current_user: ({ session }) => string(userText(session)),
  database: ({ session }) => (session.target.keyspace === '' ? { kind: 'NullVal' } : string(session.target.keyspace)),
  found_rows: ({ session }) => integer(session.foundRows),
  last_insert_id: ({ session }) => integer(session.lastInsertId),
  row_count: ({ session }) => integer(session.rowCount),
  schema: ({ session }) => (session.target.keyspace === '' ? { kind: 'NullVal' } : string(session.target.keyspace)),
  session_user: ({ session }) => string(userText(session)),
  system_user: ({ session }) => string(userText(session)),
  user: ({ session }) => string(userText(session)),
};

/** The statement with the session's own values written in, where it asks for them; the names of its columns stay. */
export function rewriteForSession<N extends Statement>(statement: N, ctx: Context): N {
  if (!asksSession(statement, ctx)) return statement;
  const named = rewrite(statement, (node) => nameColumn(node, ctx));
  return rewrite(named, (node) => replacement(node, ctx) ?? node);
}

function asksSession(statement: Node, ctx: Context): boolean {
  let found = false;
  visit(statement, (node) => {
    if (found) return false;
    if (node.kind === 'AssignmentExpr') throw VtError.of('VT12001', 'assignment expression');
    if (node.kind === 'IntoVariables') throw VtError.of('VT12001', 'SELECT … INTO variables');
    found = replacement(node, ctx) !== undefined;
    return !found;
  });
  return found;
}

/** A column that has no alias is named by its text, which is about to change. */
function nameColumn(node: Node, ctx: Context): Node {
  if (node.kind !== 'AliasedExpr' || node.as !== '' || !asksSession(node, ctx)) return node;
  return { ...node, as: node.text };
}

function replacement(node: Node, ctx: Context): Expr | undefined {
  if (node.kind === 'FuncExpr') {
    return node.args.length === 0 && node.qualifier === '' ? functions[node.name.toLowerCase()]?.(ctx) : undefined;
  }
  if (node.kind !== 'Variable') return undefined;
  if (node.scope === 'user') return valueExpr(ctx.session.userVariables.get(node.name.toLowerCase()));
  if (node.scope === 'global') return undefined;
  const own = ownVariable(node.name, ctx.session, ctx.options);
  return own === undefined ? undefined : ownExpr(own);
}

function ownExpr(value: OwnValue): Expr {
  if (value === null) return { kind: 'NullVal' };
  if (typeof value === 'boolean') return integer(value ? 1n : 0n);
  return typeof value === 'bigint' ? integer(value) : string(value);
}

function valueExpr(value: BindValue | undefined): Expr {
  if (!value || value.type === Type.NULL_TYPE) return { kind: 'NullVal' };
  const text = decodeText(value.value);
  if (isIntegral(value.type)) return integer(BigInt(text));
  if (value.type === Type.DECIMAL) return { kind: 'Literal', type: 'Decimal', value: text };
  return string(text);
}

function integer(value: bigint): Expr {
  const literal = (text: string): Literal => ({ kind: 'Literal', type: 'Int', value: text });
  return value < 0n
    ? { kind: 'UnaryExpr', operator: '-', expr: literal((-value).toString()) }
    : literal(value.toString());
}

function string(value: string): Expr {
  return { kind: 'Literal', type: 'String', value };
}

function userText({ caller }: Session): string {
  return `${caller.user}@${caller.remote.replace(/:\d+$/, '') || 'localhost'}`;
}
