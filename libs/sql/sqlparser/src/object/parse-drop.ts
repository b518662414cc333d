import { acceptIfExists } from '../ddl/parse-words.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import { parseTableName, parseTableNames } from '../table/parse-name.ts';
import type { DropObject } from './nodes.ts';

/** The rest of DROP …, after the words that name the kind of object. */
export function parseDropObject(
  p: Parser,
  type: DropObject['type'],
  comments: readonly string[],
  temporary = false,
): DropObject {
  const mayExist = type !== 'resource group';
  const ifExists = mayExist && acceptIfExists(p);
  const names = type === 'sequence' ? parseTableNames(p) : [parseOne(p, type)];
  const force = type === 'resource group' && p.acceptWord(K.FORCE);
  return { kind: 'DropObject', type, comments, temporary, ifExists, names, force };
}

function parseOne(p: Parser, type: DropObject['type']): DropObject['names'][number] {
  switch (type) {
    case 'server':
      return { kind: 'TableName', name: p.nameOrString(), qualifier: '' };
    case 'spatial reference system':
      return { kind: 'TableName', name: p.integer(), qualifier: '' };
    default:
      return p.kind === T.Word || p.kind === T.Quoted ? parseTableName(p) : p.fail();
  }
}
