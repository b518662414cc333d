import { parseCreateIndex } from '../alter-table/parse-index-statements.ts';
import type { Statement } from '../ast/node.ts';
import { parseCreateTable } from '../create-table/parse-create-table.ts';
import { K } from '../lexer/keywords.ts';
import { parseCreateDatabase } from '../object/parse-database.ts';
import { parseMaskingPolicy } from '../object/parse-masking.ts';
import { parseSequence } from '../object/parse-sequence.ts';
import { parseResourceGroup, parseServer } from '../object/parse-server.ts';
import { parseCreateReferenceSystem } from '../object/parse-srs.ts';
import { parseTablespace } from '../object/parse-storage.ts';
import type { ObjectHead } from '../object/parse-view.ts';
import { acceptViewType, parseCreateView } from '../object/parse-view.ts';
import type { Parser } from '../parser/parser.ts';
import { passOn, passOnAll } from '../passed-on/collect.ts';
import { parseCreateLibrary } from '../passed-on/parse.ts';
import { parseCreateFunction, parseCreateProcedure } from '../program/parse-routine.ts';
import { parseCreateEvent, parseCreateTrigger } from '../program/parse-trigger.ts';
import { atObjectHead, parseObjectHead } from './parse-head.ts';
import { isPackage } from './parse-words.ts';

/** CREATE …: comments, OR REPLACE and TEMPORARY first, then by the kind of object. */
export function parseCreate(p: Parser): Statement {
  const from = p.i;
  p.next();
  const comments = p.comments();
  const orReplace = p.acceptWords(K.OR, K.REPLACE);
  if (p.word === K.USER || p.word === K.ROLE) return passOn(p, 'account', from);
  const mariadb = p.options.flavor === 'mariadb';
  if (mariadb && isPackage(p)) return passOnAll(p, 'package', from);
  if (atObjectHead(p)) {
    const head = parseObjectHead(p, comments);
    return mariadb && isPackage(p) ? passOnAll(p, 'package', from) : parseStored(p, head, orReplace);
  }
  if (p.word === K.SPATIAL && p.peekWord() === K.REFERENCE) return parseCreateReferenceSystem(p, orReplace);
  if (orReplace && !mariadb) p.fail();
  if (p.word === K.LIBRARY) return parseCreateLibrary(p, from);
  switch (p.word) {
    case K.TABLE:
      return parseCreateTable(p, { comments, orReplace, temporary: false });
    case K.EXTERNAL:
      p.next();
      return { ...parseCreateTable(p, { comments, orReplace, temporary: false }), external: true };
    case K.TEMPORARY:
      p.next();
      if (mariadb && p.acceptWord(K.SEQUENCE)) {
        return parseSequence(p, { action: 'create', orReplace, temporary: true });
      }
      return parseCreateTable(p, { comments, orReplace, temporary: true });
    case K.DATABASE:
    case K.SCHEMA:
      p.next();
      return parseCreateDatabase(p, comments, orReplace);
    case K.FULLTEXT:
    case K.INDEX:
    case K.SPATIAL:
    case K.UNIQUE:
    case K.VECTOR:
      return parseCreateIndex(p, comments);
    default:
      return parseCreateRare(p, orReplace);
  }
}

function parseCreateRare(p: Parser, orReplace: boolean): Statement {
  switch (p.word) {
    case K.LOGFILE:
    case K.TABLESPACE:
    case K.UNDO:
      return parseTablespace(p, 'create');
    case K.SERVER:
      p.next();
      return parseServer(p, 'create', orReplace);
    case K.RESOURCE:
      p.next();
      p.expectWord(K.GROUP);
      return parseResourceGroup(p, 'create');
    case K.MASKING:
      return orReplace ? p.fail() : parseMaskingPolicy(p, 'create');
    case K.SEQUENCE:
      if (p.options.flavor !== 'mariadb') p.fail();
      p.next();
      return parseSequence(p, { action: 'create', orReplace, temporary: false });
    default:
      return p.fail();
  }
}

/** Views and stored programs, which have a definer. */
function parseStored(p: Parser, head: ObjectHead, orReplace: boolean): Statement {
  const view = acceptViewType(p, head);
  if (view !== undefined) return parseCreateView(p, head, orReplace, view);
  if (head.algorithm !== '' || head.security !== '') p.fail();
  if (orReplace && p.options.flavor !== 'mariadb') p.fail();
  const stored = { comments: head.comments, definer: head.definer, orReplace };
  const aggregate = p.acceptWord(K.AGGREGATE);
  if (p.acceptWord(K.FUNCTION)) return parseCreateFunction(p, stored, aggregate);
  if (aggregate) p.fail();
  switch (p.expectOneOf('PROCEDURE', 'TRIGGER', 'EVENT')) {
    case 'procedure':
      return parseCreateProcedure(p, stored);
    case 'trigger':
      return parseCreateTrigger(p, stored);
    default:
      return parseCreateEvent(p, stored);
  }
}
