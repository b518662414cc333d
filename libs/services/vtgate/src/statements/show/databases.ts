import { answerRows } from '../../executor/local-result.ts';
import type { StatementHandler } from '../../executor/statement.ts';
import { likeFilter, likePattern } from './like.ts';

const SYSTEM = ['information_schema', 'mysql', 'performance_schema', 'sys'];

/** Keyspaces, and the system schemas where databases are asked for. */
export const showDatabases: StatementHandler = async ({ deps, sink, sql, mode, classified }) => {
  const vitess = classified.second?.text.endsWith('KEYSPACES');
  const filter = likeFilter(sql, mode);
  const pattern = likePattern(sql, mode);
  const keyspaces = [...deps.vschema().keyspaces.keys()].sort();
  const names = (vitess ? keyspaces : [...keyspaces, ...SYSTEM]).filter(filter);
  answerRows(
    sink,
    [{ bytesMax: 256, name: pattern === undefined ? 'Database' : `Database (${pattern})` }],
    names.map((name) => [name]),
  );
};
