import { type Node, parse, quoteString } from '@vt/sqlparser';
import type { ClientProcess } from '../../session/client-process.ts';

const ALL = 'session_connect_attrs';
/** Of the connections of the asking client's account. */
const OF_ACCOUNT = 'session_account_connect_attrs';
const SCHEMA = 'performance_schema';
const columns = [
  "PROCESSLIST_ID bigint unsigned path '$[0]'",
  "ATTR_NAME varchar(32) path '$[1]'",
  "ATTR_VALUE varchar(1024) path '$[2]'",
  "ORDINAL_POSITION int path '$[3]'",
].join(', ');

/** What clients told of themselves when they connected: mysqlds know only what the tablets tell. */
export function ownConnectAttributes(
  node: Node,
  processes: readonly ClientProcess[] | undefined,
  selected: string,
  user: string,
): Node {
  if (node.kind !== 'AliasedTableExpr' || node.expr.kind !== 'TableName' || !processes) return node;
  const name = node.expr.name.toLowerCase();
  if ((name !== ALL && name !== OF_ACCOUNT) || (node.expr.qualifier || selected).toLowerCase() !== SCHEMA) return node;
  const asked = name === ALL ? processes : processes.filter((process) => process.user === user);
  const rows = asked.flatMap(({ id, attributes }) => attributes.map(([key, value], at) => [id, key, value, at]));
  const text = `select * from json_table(${quoteString(JSON.stringify(rows))}, '$[*]' columns (${columns})) as \`${node.as || node.expr.name}\``;
  const made = parse(text);
  return made.kind === 'Select' && made.from[0] ? made.from[0] : node;
}
