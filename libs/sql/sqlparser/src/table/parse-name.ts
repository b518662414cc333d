import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import type { TableName } from './nodes.ts';

/** table, or database.table; MariaDB: .table, of the current database. */
export function parseTableName(p: Parser): TableName {
  if (p.kind === T.Dot && p.options.flavor === 'mariadb') {
    p.next();
    return { kind: 'TableName', name: p.anyName(), qualifier: '' };
  }
  const first = p.name();
  if (p.kind !== T.Dot) return { kind: 'TableName', name: first, qualifier: '' };
  p.next();
  return { kind: 'TableName', name: p.anyName(), qualifier: first };
}

/** Table names separated by commas; at least one. */
export function parseTableNames(p: Parser): TableName[] {
  const names = [parseTableName(p)];
  while (p.accept(T.Comma)) names.push(parseTableName(p));
  return names;
}

/** (name, name …), which must be next. */
export function parseNameList(p: Parser): string[] {
  p.expect(T.LParen);
  const names = [p.name()];
  while (p.accept(T.Comma)) names.push(p.name());
  p.expect(T.RParen);
  return names;
}

/** PARTITION (p0, p1), or nothing. */
export function parsePartitions(p: Parser): string[] {
  if (p.word !== K.PARTITION || p.peekKind() !== T.LParen) return [];
  p.next();
  return parseNameList(p);
}
