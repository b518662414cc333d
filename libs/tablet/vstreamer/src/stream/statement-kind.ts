import { parse, visit } from '@vt/sqlparser';

/** What a statement of the binary log is to a stream. */
export type StatementKind = 'begin' | 'commit' | 'rollback' | 'savepoint' | 'ddl' | 'dml' | 'xa' | 'other';

const FIRST_WORDS: Readonly<Record<string, StatementKind>> = {
  alter: 'ddl',
  begin: 'begin',
  commit: 'commit',
  create: 'ddl',
  delete: 'dml',
  drop: 'ddl',
  insert: 'dml',
  rename: 'ddl',
  replace: 'dml',
  rollback: 'rollback',
  savepoint: 'savepoint',
  truncate: 'ddl',
  update: 'dml',
  xa: 'xa',
};
/** Objects whose making and dropping changes no table. */
const NO_TABLE =
  /^(?:create|alter|drop|rename)\s+(?:or\s+replace\s+)?(?:definer\s*=\s*\S+\s+)?(?:aggregate\s+)?(?:user|role|function|procedure|event|trigger|server|resource|tablespace|undo|spatial)\b/i;

export function statementKind(sql: string): StatementKind {
  const plain = sql.replace(/^(?:\s+|\/\*(?!!)[\s\S]*?\*\/|--\s[^\n]*\n|#[^\n]*\n)+/, '');
  const word = /^[a-z]+/i.exec(plain)?.[0].toLowerCase() ?? '';
  const kind = FIRST_WORDS[word] ?? 'other';
  return kind === 'ddl' && NO_TABLE.test(plain) ? 'other' : kind;
}

/** Tables that a schema change names; undefined where it cannot be read: then it may be about any. */
export function tablesOf(
  sql: string,
  flavor: 'mysql' | 'mariadb',
): readonly { readonly database: string; readonly table: string }[] | undefined {
  try {
    const tables: { database: string; table: string }[] = [];
    visit(parse(sql, { flavor }), (node) => {
      if (node.kind === 'TableName') tables.push({ database: node.qualifier, table: node.name });
    });
    return tables;
  } catch {
    return undefined;
  }
}
