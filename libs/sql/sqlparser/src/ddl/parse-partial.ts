import { acceptIfNotExists } from '../ddl/parse-words.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { PartialDdl } from '../object/nodes.ts';
import { SqlSyntaxError } from '../parser/errors.ts';
import type { Parser } from '../parser/parser.ts';
import { parseTableName } from '../table/parse-name.ts';

/**
 * What can be said of a data definition that the grammar does not know to its end: what it is of, and its name. A newer
 * server may know the rest. undefined when not even the head can be read; throws SqlSyntaxError when more than one
 * statement is there.
 */
export function parsePartialDdl(p: Parser): PartialDdl | undefined {
  p.seek(0);
  const head = headOf(p);
  if (head === undefined) return undefined;
  while (p.kind !== T.Eof && p.kind !== T.Semicolon && p.kind !== T.Bad) p.next();
  p.accept(T.Semicolon);
  if (p.kind === T.Bad) return undefined;
  if (p.kind !== T.Eof) throw new ExtraTextError(p);
  return head;
}

function headOf(p: Parser): PartialDdl | undefined {
  try {
    return parseHead(p);
  } catch (error) {
    if (error instanceof SqlSyntaxError) return undefined;
    throw error;
  }
}

function parseHead(p: Parser): PartialDdl | undefined {
  const verb = p.acceptOneOf('ALTER', 'CREATE');
  if (verb === undefined) return undefined;
  const comments = p.comments();
  const temporary = verb === 'create' && p.acceptWord(K.TEMPORARY);
  const what = p.acceptOneOf('TABLE', 'DATABASE', 'SCHEMA');
  if (what === undefined || (temporary && what !== 'table')) return undefined;
  const object = what === 'table' ? 'table' : 'database';
  const ifNotExists = verb === 'create' && acceptIfNotExists(p);
  const head = { kind: 'PartialDdl', verb, object, comments, temporary, ifNotExists } as const;
  if (object === 'table') return { ...head, table: parseTableName(p), name: '' };
  // Behind ALTER DATABASE a name may be left out, and an option may look like one.
  return { ...head, table: null, name: verb === 'create' ? p.name() : '' };
}

class ExtraTextError extends SqlSyntaxError {
  override readonly vitessMessage: string;

  constructor(p: Parser) {
    super({ text: p.text, start: p.start, end: p.end, near: p.raw });
    this.vitessMessage = `extra characters encountered after end of DDL: '${p.raw}'`;
  }
}
