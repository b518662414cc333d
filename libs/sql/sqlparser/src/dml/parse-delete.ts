import type { Statement } from '../ast/node.ts';
import { parseExpr } from '../expr/parse.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import { passOn } from '../passed-on/collect.ts';
import type { With } from '../query/nodes.ts';
import { parseLimit, parseOrderBy } from '../query/parse-tail.ts';
import type { TableExpr, TableName } from '../table/nodes.ts';
import { parseNamedTable, parseTableRefs } from '../table/parse.ts';
import { parseTableName } from '../table/parse-name.ts';
import type { Delete } from './nodes.ts';
import { parseReturning } from './parse-parts.ts';

/** DELETE FROM t, DELETE t1, t2 FROM …, DELETE FROM t1, t2 USING … */
export function parseDelete(p: Parser, withClause: With | null = null): Delete {
  p.expectWord(K.DELETE);
  const comments = p.comments();
  const lowPriority = p.acceptWord(K.LOW_PRIORITY);
  const quick = p.acceptWord(K.QUICK);
  const ignore = p.acceptWord(K.IGNORE);
  const { targets, tables } = parseTargets(p);
  const where = p.acceptWord(K.WHERE) ? parseExpr(p) : null;
  const orderBy = parseOrderBy(p);
  const limit = parseLimit(p);
  if (targets.length > 0 && (orderBy.length > 0 || limit !== null)) p.fail();
  const returning = parseReturning(p);
  return {
    kind: 'Delete',
    comments,
    with: withClause,
    lowPriority,
    quick,
    ignore,
    targets: redundant(targets, tables) ? [] : targets,
    tables,
    where,
    orderBy,
    limit,
    returning,
  };
}

/** MariaDB: DELETE HISTORY FROM t …, which is passed on; undefined for any other DELETE. */
export function parseDeleteHistory(p: Parser): Statement | undefined {
  if (p.options.flavor !== 'mariadb' || p.peekWord(2) !== K.FROM) return undefined;
  const from = p.i;
  p.next();
  if (!/^history$/i.test(p.raw)) {
    p.seek(from);
    return undefined;
  }
  p.seek(p.i + 2);
  return passOn(p, 'delete history', from, [parseTableName(p)]);
}

type Targets = { readonly targets: readonly TableName[]; readonly tables: readonly TableExpr[] };

function parseTargets(p: Parser): Targets {
  if (!p.acceptWord(K.FROM)) {
    const targets = parseTargetNames(p);
    p.expectWord(K.FROM);
    return { targets, tables: parseTableRefs(p) };
  }
  const mark = p.i;
  const first = parseTargetNames(p);
  if (p.acceptWord(K.USING)) return { targets: first, tables: parseTableRefs(p) };
  p.seek(mark);
  const name = parseTargetName(p);
  return { targets: [], tables: [parseNamedTable(p, name)] };
}

/** t1, t2.*, db.t3 */
function parseTargetNames(p: Parser): TableName[] {
  const names = [parseTargetName(p)];
  while (p.accept(T.Comma)) names.push(parseTargetName(p));
  return names;
}

function parseTargetName(p: Parser): TableName {
  const first = p.name();
  if (p.kind !== T.Dot) return { kind: 'TableName', name: first, qualifier: '' };
  p.next();
  if (p.accept(T.Star)) return { kind: 'TableName', name: first, qualifier: '' };
  const name = p.anyName();
  if (p.kind === T.Dot && p.peekKind() === T.Star) p.seek(p.i + 2);
  return { kind: 'TableName', name, qualifier: first };
}

/** `DELETE t FROM t` is the single-table form. */
function redundant(targets: readonly TableName[], tables: readonly TableExpr[]): boolean {
  const target = targets[0];
  const table = tables[0];
  if (targets.length !== 1 || tables.length !== 1 || table?.kind !== 'AliasedTableExpr') return false;
  if (table.expr.kind !== 'TableName' || table.hints.length > 0) return false;
  return target!.name === (table.as === '' ? table.expr.name : table.as);
}
