import { parseColumnType } from '../create-table/parse-column-type.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import type { ProgramType, RoutineParam, RowType } from './nodes.ts';
import { parseCollate } from './parse-declare.ts';

/** The type of a variable, parameter or result: a column's, or in MariaDB ROW (…) and [ROW] TYPE OF. */
export function parseProgramType(p: Parser): ProgramType {
  if (p.options.flavor !== 'mariadb') return parseColumnType(p);
  if (p.word === K.ROW && p.peekKind() === T.LParen) return parseRow(p);
  if (p.acceptWords(K.TYPE, K.OF)) return { kind: 'TypeOf', row: false, of: parseParts(p) };
  if (p.word !== K.ROW || p.peekWord() !== K.TYPE) return parseColumnType(p);
  p.next();
  p.next();
  p.expectWord(K.OF);
  return { kind: 'TypeOf', row: true, of: parseParts(p) };
}

function parseParts(p: Parser): string[] {
  const parts = [p.name()];
  while (p.accept(T.Dot)) parts.push(p.anyName());
  return parts;
}

/** ROW (name type, …), whose fields are no rows. */
function parseRow(p: Parser): RowType {
  p.next();
  if (p.peekKind() === T.RParen) p.fail();
  const fields = parseFields(p);
  return fields.some(({ type }) => type.kind === 'RowType') ? p.fail() : { kind: 'RowType', fields };
}

/** (name type, …), maybe empty: fields of a row, parameters of a cursor. */
export function parseFields(p: Parser): RoutineParam[] {
  p.expect(T.LParen);
  p.enter();
  const fields: RoutineParam[] = [];
  if (!p.is(T.RParen)) {
    do {
      const name = p.name();
      fields.push({ kind: 'RoutineParam', mode: 'in', name, type: parseProgramType(p), collate: parseCollate(p) });
    } while (p.accept(T.Comma));
  }
  p.expect(T.RParen);
  p.leave();
  return fields;
}
