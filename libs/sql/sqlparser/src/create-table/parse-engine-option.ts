import { literal } from '../expr/parse-primary.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import type { TableOption } from './nodes.ts';

/** MariaDB: name = value, an option that only the storage engine knows; undefined when none is next. */
export function parseEngineOption(p: Parser): TableOption | undefined {
  if (p.options.flavor !== 'mariadb' || !p.isName() || p.peekKind() !== T.Eq) return undefined;
  const option = { kind: 'TableOption', name: p.takeName(), word: '', tables: [], custom: true } as const;
  p.next();
  if (p.is(T.String)) return { ...option, value: literal(p, 'String', p.string()) };
  if (p.is(T.Int)) return { ...option, value: literal(p, 'Int', p.integer()) };
  if (p.acceptWord(K.DEFAULT)) return { ...option, value: null, word: 'default' };
  return { ...option, value: null, word: p.name() };
}

/** As many as there are. */
export function parseEngineOptions(p: Parser): TableOption[] {
  const options: TableOption[] = [];
  for (let option = parseEngineOption(p); option !== undefined; option = parseEngineOption(p)) options.push(option);
  return options;
}
