import { type Node, parse, quoteString } from '@vt/sqlparser';
import type { ClientProcess } from '../../session/client-process.ts';
import type { ExecutorDeps } from '../deps.ts';

/** The columns of information_schema.processlist, and the types that a mysqld gives them. */
const columns: readonly (readonly [name: string, type: string])[] = [
  ['ID', 'unsigned'],
  ['USER', 'char(32)'],
  ['HOST', 'char(261)'],
  ['DB', 'char(64)'],
  ['COMMAND', 'char(16)'],
  ['TIME', 'signed'],
  ['STATE', 'char(64)'],
  ['INFO', 'char(65535)'],
];
/** Only performance_schema's has it. */
const engineColumn = ['EXECUTION_ENGINE', 'char(9)'] as const;
const NAME = 'processlist';
const ASKED = /processlist|session_(?:account_)?connect_attrs/i;

/** The list, where a statement may ask for it. */
export async function processesFor(sql: string, deps: ExecutorDeps): Promise<readonly ClientProcess[] | undefined> {
  return ASKED.test(sql) ? deps.processes?.() : undefined;
}

/** The system schemas' lists of connections are the gate's own: a table made of them takes the place of mysqld's. */
export function ownProcesslist(node: Node, processes: readonly ClientProcess[] | undefined, selected: string): Node {
  if (node.kind !== 'AliasedTableExpr' || node.expr.kind !== 'TableName' || !processes) return node;
  const schema = (node.expr.qualifier || selected).toLowerCase();
  if (node.expr.name.toLowerCase() !== NAME || !/^(?:information|performance)_schema$/.test(schema)) return node;
  const withEngine = schema === 'performance_schema';
  const text = `select * from (${rows(processes, withEngine)}) as \`${node.as || node.expr.name}\``;
  const made = parse(text);
  return made.kind === 'Select' && made.from[0] ? made.from[0] : node;
}

function rows(processes: readonly ClientProcess[], withEngine: boolean): string {
  const all = withEngine ? [...columns, engineColumn] : columns;
  const none = `select ${all.map(([name, type]) => `cast(null as ${type}) as ${name}`).join(', ')} from dual where false`;
  const values = (process: ClientProcess) => [...valuesOf(process), ...(withEngine ? ["'PRIMARY'"] : [])];
  return [none, ...processes.map((process) => `select ${values(process).join(', ')}`)].join(' union all ');
}

function valuesOf({ id, user, host, database, command, seconds, text }: ClientProcess): readonly string[] {
  return [
    `cast(${id} as unsigned)`,
    quoteString(user),
    quoteString(host),
    database === '' ? 'null' : quoteString(database),
    quoteString(command),
    String(seconds),
    quoteString(text === undefined ? '' : 'executing'),
    text === undefined ? 'null' : quoteString(text),
  ];
}
