import { finishIndex, parseIndexKind, parseUsing } from '../create-table/parse-index.ts';
import { acceptMariadbIfExists, acceptMariadbIfNotExists } from '../ddl/parse-words.ts';
import { K } from '../lexer/keywords.ts';
import type { Parser } from '../parser/parser.ts';
import { parseTableName } from '../table/parse-name.ts';
import type { AlterOption, AlterTable } from './nodes.ts';
import { parseModifier, skipWait } from './parse-alter-table.ts';

/** The rest of CREATE [UNIQUE …] INDEX, as the ALTER TABLE it stands for. */
export function parseCreateIndex(p: Parser, comments: readonly string[]): AlterTable {
  const type = parseIndexKind(p, () => {
    p.expectWord(K.INDEX);
    return true;
  });
  const ifNotExists = acceptMariadbIfNotExists(p);
  const name = p.name();
  const before = parseUsing(p);
  p.expectWord(K.ON);
  const table = parseTableName(p);
  const index = finishIndex(p, { type, name, ifNotExists, constraint: '' }, () => skipWait(p));
  const options = [...before, ...index.options];
  return alter(p, comments, table, { kind: 'AddIndex', index: { ...index, options } });
}

/** The rest of DROP INDEX, after INDEX. */
export function parseDropIndex(p: Parser, comments: readonly string[]): AlterTable {
  const ifExists = acceptMariadbIfExists(p);
  const name = p.word === K.PRIMARY ? p.takeName() : p.name();
  p.expectWord(K.ON);
  const table = parseTableName(p);
  skipWait(p);
  return alter(p, comments, table, { kind: 'DropKey', type: 'key', ifExists, name });
}

function alter(p: Parser, comments: readonly string[], table: AlterTable['table'], change: AlterOption): AlterTable {
  const options = [change];
  for (let option = parseModifier(p); option !== undefined; option = parseModifier(p)) options.push(option);
  return {
    kind: 'AlterTable',
    comments,
    ignore: false,
    ifExists: false,
    table,
    options,
    partition: null,
    partitionSpec: null,
  };
}
