import { parseAlterTable } from '../alter-table/parse-alter-table.ts';
import type { Statement } from '../ast/node.ts';
import { K } from '../lexer/keywords.ts';
import { parseAlterDatabase } from '../object/parse-database.ts';
import { parseSequence } from '../object/parse-sequence.ts';
import { parseResourceGroup, parseServer } from '../object/parse-server.ts';
import { parseTablespace } from '../object/parse-storage.ts';
import type { ObjectHead } from '../object/parse-view.ts';
import { acceptViewType, parseAlterView } from '../object/parse-view.ts';
import type { Parser } from '../parser/parser.ts';
import { passOn } from '../passed-on/collect.ts';
import { parseAlterLibrary } from '../passed-on/parse.ts';
import { parseAlterRoutine } from '../program/parse-routine.ts';
import { parseAlterEvent } from '../program/parse-trigger.ts';
import { parseAlterMigration } from '../vitess/parse.ts';
import { parseAlterVschema } from '../vschema/parse.ts';
import { parseObjectHead } from './parse-head.ts';
import { acceptText } from './parse-words.ts';

/** ALTER …, by the kind of object. */
export function parseAlter(p: Parser): Statement {
  const from = p.i;
  p.next();
  const comments = p.comments();
  switch (p.word) {
    case K.INSTANCE:
      return passOn(p, 'instance', from);
    case K.LIBRARY:
      return parseAlterLibrary(p, from);
    case K.USER:
      return passOn(p, 'account', from);
    case K.TABLE:
      return parseAlterTable(p, comments, false);
    case K.DATABASE:
    case K.SCHEMA:
      p.next();
      return parseAlterDatabase(p);
    case K.ALGORITHM:
    case K.DEFINER:
    case K.EVENT:
    case K.JSON:
    case K.MATERIALIZED:
    case K.SQL:
    case K.VIEW:
      return parseStored(p, parseObjectHead(p, comments));
    case K.FUNCTION:
    case K.PROCEDURE:
      return parseAlterRoutine(p, p.expectOneOf('FUNCTION', 'PROCEDURE'));
    case K.VITESS_MIGRATION:
      return parseAlterMigration(p);
    case K.VSCHEMA:
      p.next();
      return parseAlterVschema(p);
    default:
      return p.options.flavor === 'mariadb' ? parseMariadb(p, comments) : parseAlterRare(p);
  }
}

function parseAlterRare(p: Parser): Statement {
  switch (p.word) {
    case K.LOGFILE:
    case K.TABLESPACE:
    case K.UNDO:
      return parseTablespace(p, 'alter');
    case K.SERVER:
      p.next();
      return parseServer(p, 'alter', false);
    case K.RESOURCE:
      p.next();
      p.expectWord(K.GROUP);
      return parseResourceGroup(p, 'alter');
    default:
      return p.fail();
  }
}

/** ALTER [ONLINE] [IGNORE] TABLE and ALTER SEQUENCE. */
function parseMariadb(p: Parser, comments: readonly string[]): Statement {
  if (p.acceptWord(K.SEQUENCE)) return parseSequence(p, { action: 'alter', orReplace: false, temporary: false });
  let ignore = false;
  const { i } = p;
  while (acceptText(p, 'ONLINE') || p.word === K.IGNORE) ignore = p.acceptWord(K.IGNORE) || ignore;
  return p.i > i ? parseAlterTable(p, comments, ignore) : parseAlterRare(p);
}

function parseStored(p: Parser, head: ObjectHead): Statement {
  const view = acceptViewType(p, head);
  if (view !== undefined) return parseAlterView(p, head, view);
  if (head.algorithm !== '' || head.security !== '') p.fail();
  p.expectWord(K.EVENT);
  return parseAlterEvent(p, head.definer);
}
