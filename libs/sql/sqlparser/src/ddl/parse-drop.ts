import { parseDropPrepare } from '../admin/parse.ts';
import { parseDropIndex } from '../alter-table/parse-index-statements.ts';
import { parseDropTable, parseRenameTable } from '../alter-table/parse-table-statements.ts';
import type { Statement } from '../ast/node.ts';
import { K } from '../lexer/keywords.ts';
import { parseDropDatabase } from '../object/parse-database.ts';
import { parseDropObject } from '../object/parse-drop.ts';
import { parseMaskingPolicy } from '../object/parse-masking.ts';
import { expectReferenceSystem } from '../object/parse-srs.ts';
import { parseTablespace } from '../object/parse-storage.ts';
import { parseDropView } from '../object/parse-view.ts';
import type { Parser } from '../parser/parser.ts';
import { passOn } from '../passed-on/collect.ts';
import { parseDropLibrary } from '../passed-on/parse.ts';
import { isPackage } from './parse-words.ts';

/** DROP …, by the kind of object. */
export function parseDrop(p: Parser): Statement {
  const from = p.i;
  p.next();
  const comments = p.comments();
  if (p.word === K.USER || p.word === K.ROLE) return passOn(p, 'account', from);
  if (p.word === K.PREPARE) return parseDropPrepare(p, comments);
  const temporary = p.acceptWord(K.TEMPORARY);
  if (p.acceptOneOf('TABLE', 'TABLES') !== undefined) return parseDropTable(p, comments, temporary);
  if (p.options.flavor === 'mariadb' && p.acceptWord(K.SEQUENCE)) {
    return parseDropObject(p, 'sequence', comments, temporary);
  }
  if (temporary) p.fail();
  if (p.options.flavor === 'mariadb' && isPackage(p)) return passOn(p, 'package', from);
  if (p.word === K.LIBRARY) return parseDropLibrary(p, from);
  switch (p.word) {
    case K.DATABASE:
    case K.SCHEMA:
      p.next();
      return parseDropDatabase(p, comments);
    case K.INDEX:
      p.next();
      return parseDropIndex(p, comments);
    case K.VIEW:
      p.next();
      return parseDropView(p, comments);
    case K.EVENT:
    case K.FUNCTION:
    case K.PROCEDURE:
    case K.SERVER:
    case K.TRIGGER:
      return parseDropObject(p, p.expectOneOf('EVENT', 'FUNCTION', 'PROCEDURE', 'SERVER', 'TRIGGER'), comments);
    default:
      return parseDropRare(p, comments);
  }
}

function parseDropRare(p: Parser, comments: readonly string[]): Statement {
  switch (p.word) {
    case K.LOGFILE:
    case K.TABLESPACE:
    case K.UNDO:
      return parseTablespace(p, 'drop');
    case K.MASKING:
      return parseMaskingPolicy(p, 'drop');
    case K.RESOURCE:
      p.next();
      p.expectWord(K.GROUP);
      return parseDropObject(p, 'resource group', comments);
    case K.SPATIAL:
      expectReferenceSystem(p);
      return parseDropObject(p, 'spatial reference system', comments);
    default:
      return p.fail();
  }
}

/** RENAME TABLE */
export function parseRename(p: Parser): Statement {
  const from = p.i;
  p.next();
  if (p.word === K.USER) return passOn(p, 'account', from);
  p.expectOneOf('TABLE', 'TABLES');
  return parseRenameTable(p);
}
