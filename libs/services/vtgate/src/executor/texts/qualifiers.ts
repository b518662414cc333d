import { VtError } from '@vt/base';
import { type Node, parse, visit } from '@vt/sqlparser';
import { type ScanMode, scan, type Token } from '../../text/scan.ts';
import type { StatementRun } from '../statement.ts';

export type Unqualified = {
  readonly sql: string;
  /** Keyspaces that the text named, without repeats. */
  readonly keyspaces: readonly string[];
};

/**
 * Takes keyspace names out of `keyspace.table`: on a mysqld, the database has another name and is selected already. Works on
 * the text, for statements that are sent as they are.
 */
export function stripKeyspaces(sql: string, mode: ScanMode, isKeyspace: (name: string) => boolean): Unqualified {
  const found = new Set<string>();
  let out = '';
  let copied = 0;
  let before: Token | undefined;
  let beforeThat: Token | undefined;
  for (const token of scan(sql, mode)) {
    const dot = token.kind === 'symbol' && token.text === '.';
    const name = dot && before?.end === token.start ? nameOf(before, sql) : undefined;
    if (before && name !== undefined && !isDot(beforeThat) && isKeyspace(name)) {
      found.add(name);
      out += sql.slice(copied, before.start);
      copied = token.end;
    }
    beforeThat = before;
    before = token;
  }
  return { sql: out + sql.slice(copied), keyspaces: [...found] };
}

/**
 * The keyspaces that a statement's tables are in: those that it names, and the selected one for the tables that it names without one.
 * What MySQL looks up beside another table counts as named: what a foreign key refers to, what a routine's or a trigger's body reads.
 */
export function keyspacesOfTables(
  { sql, session }: Pick<StatementRun, 'sql' | 'session'>,
  found: readonly string[],
): readonly string[] {
  const selected = session.target.keyspace;
  if (found.length === 0 || selected === '' || found.includes(selected)) return found;
  return namesTableWithoutKeyspace(sql, session.sqlMode) ? [...found, selected] : found;
}

const WITH_BODY = new Set<Node['kind']>(['CreateEvent', 'CreateFunction', 'CreateProcedure', 'CreateTrigger']);

/** False also for what the parser does not know. */
function namesTableWithoutKeyspace(sql: string, sqlMode: string): boolean {
  let statement: Node;
  try {
    statement = parse(sql, { sqlMode: sqlMode.replace(/^'|'$/g, '') });
  } catch {
    return false;
  }
  if (WITH_BODY.has(statement.kind)) return false;
  const local = new Set<string>();
  const repeated = new Set<Node>();
  const names: Extract<Node, { kind: 'TableName' }>[] = [];
  visit(statement, (node) => {
    if (node.kind === 'CommonTableExpr') local.add(node.name.toLowerCase());
    else if (node.kind === 'Delete') for (const target of node.targets) repeated.add(target);
    else if (node.kind === 'TableName' && node.qualifier === '') names.push(node);
    // These speak of tables that stand elsewhere.
    return (
      node.kind !== 'ColName' && node.kind !== 'StarExpr' && node.kind !== 'LockClause' && node.kind !== 'References'
    );
  });
  return names.some((name) => !repeated.has(name) && !local.has(name.name.toLowerCase()));
}

/** The one keyspace of a statement: the named one, else `current`. @throws VT12001 when it names several. */
export function onlyKeyspace(found: readonly string[], current: string): string {
  if (found.length > 1) throw VtError.of('VT12001', `a statement over several keyspaces: ${found.join(', ')}`);
  return found[0] ?? current;
}

function nameOf(token: Token, sql: string): string | undefined {
  if (token.kind === 'quoted') return token.text;
  return token.kind === 'word' ? sql.slice(token.start, token.end) : undefined;
}

function isDot(token: Token | undefined): boolean {
  return token?.kind === 'symbol' && token.text === '.';
}
