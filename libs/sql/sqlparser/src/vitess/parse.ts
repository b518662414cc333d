import type { Statement } from '../ast/node.ts';
import { Level } from '../expr/operators.ts';
import { parseExpr } from '../expr/parse.ts';
import { parsePrefix } from '../expr/parse-primary.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import type { SelectExpr } from '../query/nodes.ts';
import { parseSelectList } from '../query/parse-select.ts';
import { parseLimit } from '../query/parse-tail.ts';
import { parseTableName } from '../table/parse-name.ts';
import type { AlterMigration } from './nodes.ts';

export function parseStream(p: Parser): Statement {
  p.next();
  const comments = p.comments();
  const expr = parseOne(p);
  p.expectWord(K.FROM);
  return { kind: 'Stream', comments, expr, table: parseTableName(p) };
}

export function parseVStream(p: Parser): Statement {
  p.next();
  const comments = p.comments();
  const expr = parseOne(p);
  p.expectWord(K.FROM);
  const table = parseTableName(p);
  const where = p.acceptWord(K.WHERE) ? parseExpr(p) : null;
  return { kind: 'VStream', comments, expr, table, where, limit: parseLimit(p) };
}

function parseOne(p: Parser): SelectExpr {
  const [expr, ...more] = parseSelectList(p);
  return expr === undefined || more.length > 0 ? p.fail() : expr;
}

/** REVERT VITESS_MIGRATION 'uuid' */
export function parseRevert(p: Parser): Statement {
  p.next();
  const comments = p.comments();
  p.expectWord(K.VITESS_MIGRATION);
  return { kind: 'RevertMigration', comments, uuid: p.string() };
}

/** ALTER VITESS_MIGRATION ['uuid'] action …, at VITESS_MIGRATION. */
export function parseAlterMigration(p: Parser): Statement {
  p.next();
  const uuid = p.kind === T.String ? p.string() : null;
  const action = parseAction(p);
  if (uuid === null) p.expectWord(K.ALL);
  const threshold = action === 'cutover_threshold' ? p.string() : null;
  const sharded = uuid !== null && (action === 'launch' || action === 'complete');
  const shards = sharded && p.acceptWord(K.VITESS_SHARDS) ? p.string() : null;
  const throttles = action === 'throttle';
  const expire = throttles && p.acceptWord(K.EXPIRE) ? p.string() : null;
  const ratio = throttles && p.acceptWord(K.RATIO) ? parsePrefix(p, Level.Collate) : null;
  return { kind: 'AlterMigration', action, uuid, shards, expire, ratio, threshold };
}

function parseAction(p: Parser): AlterMigration['action'] {
  const action = p.expectOneOf(
    'CANCEL',
    'CLEANUP',
    'COMPLETE',
    'CUTOVER_THRESHOLD',
    'FORCE_CUTOVER',
    'LAUNCH',
    'POSTPONE',
    'RETRY',
    'THROTTLE',
    'UNTHROTTLE',
  );
  if (action !== 'postpone') return action;
  p.expectWord(K.COMPLETE);
  return 'postpone complete';
}
