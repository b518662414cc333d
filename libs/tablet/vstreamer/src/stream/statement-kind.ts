import { parse, print, type Statement, type TableName, visit } from '@vt/sqlparser';

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
  const plain = withoutLead(sql);
  const word = /^[a-z]+/i.exec(plain)?.[0].toLowerCase() ?? '';
  const kind = FIRST_WORDS[word] ?? 'other';
  return kind === 'ddl' && NO_TABLE.test(plain) ? 'other' : kind;
}

/** Without the comments that it begins with. */
function withoutLead(sql: string): string {
  return sql.replace(/^(?:\s+|\/\*(?!!)[\s\S]*?\*\/|--\s[^\n]*\n|#[^\n]*\n)+/, '');
}

type Named = { readonly database: string; readonly table: string };

/** A schema change as a stream tells it. */
export type SchemaChange = {
  readonly statement: string;
  /** What it changes or makes; undefined where it cannot be read: then it may be about any table. */
  readonly tables: readonly Named[] | undefined;
};

export function readSchemaChange(sql: string, flavor: 'mysql' | 'mariadb'): SchemaChange {
  try {
    const parsed = parse(sql, { flavor });
    // Consumers find the table of an index's making and dropping in the ALTER TABLE that it is.
    const isIndex = parsed.kind === 'AlterTable' && !/^alter/i.test(withoutLead(sql));
    return { statement: isIndex ? print(parsed) : sql, tables: changed(parsed) };
  } catch {
    return { statement: sql, tables: undefined };
  }
}

function changed(statement: Statement): readonly Named[] {
  // What it is made like, or of, stays what it is.
  if (statement.kind === 'CreateTable') return [named(statement.table)];
  if (statement.kind === 'CreateView' || statement.kind === 'AlterView') return [named(statement.view)];
  const tables: Named[] = [];
  visit(statement, (node) => {
    if (node.kind === 'TableName') tables.push(named(node));
  });
  return tables;
}

function named({ qualifier, name }: TableName): Named {
  return { database: qualifier, table: name };
}
