import { acceptIfExists, acceptMariadbIfExists } from '../ddl/parse-words.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import { parseTableName, parseTableNames } from '../table/parse-name.ts';
import type { DropTable, RenamePair, RenameTable, TruncateTable } from './nodes.ts';
import { skipWait } from './parse-alter-table.ts';

/** The rest of DROP TABLE, after TABLE. RESTRICT and CASCADE do nothing and are dropped. */
export function parseDropTable(p: Parser, comments: readonly string[], temporary: boolean): DropTable {
  const ifExists = acceptIfExists(p);
  const tables = parseTableNames(p);
  skipWait(p);
  p.acceptOneOf('RESTRICT', 'CASCADE');
  return { kind: 'DropTable', comments, temporary, ifExists, tables };
}

/** The rest of RENAME TABLE, after TABLE. */
export function parseRenameTable(p: Parser): RenameTable {
  const ifExists = acceptMariadbIfExists(p);
  const pairs = [parsePair(p)];
  while (p.accept(T.Comma)) pairs.push(parsePair(p));
  return { kind: 'RenameTable', ifExists, pairs };
}

function parsePair(p: Parser): RenamePair {
  const from = parseTableName(p);
  skipWait(p);
  p.expectWord(K.TO);
  return { kind: 'RenamePair', from, to: parseTableName(p) };
}

/** TRUNCATE [TABLE] name */
export function parseTruncate(p: Parser): TruncateTable {
  p.next();
  p.acceptWord(K.TABLE);
  const table = parseTableName(p);
  skipWait(p);
  return { kind: 'TruncateTable', table };
}
