import { answerRows } from '../../executor/session-answers/local-result.ts';
import type { StatementHandler } from '../../executor/statement.ts';
import { likeFilter } from './like.ts';
import { formatTarget } from './target.ts';

/** SHOW VITESS_SHARDS [LIKE 'keyspace/%'] */
export const showShards: StatementHandler = async ({ deps, sink, sql, mode, session }) => {
  const filter = likeFilter(sql, mode);
  const rows = deps.serving
    .keyspaces()
    .toSorted()
    .flatMap((keyspace) =>
      (deps.serving.shards(keyspace, session.target.tabletType) ?? []).map((shard) => `${keyspace}/${shard.name}`),
    );
  answerRows(
    sink,
    [{ name: 'Shards' }],
    rows.filter(filter).map((row) => [row]),
  );
};

const tabletColumns = ['Cell', 'Keyspace', 'Shard', 'TabletType', 'State', 'Alias', 'Hostname', 'PrimaryTermStartTime'];

/** SHOW VITESS_TABLETS [LIKE 'host'] */
export const showTablets: StatementHandler = async ({ deps, sink, sql, mode }) => {
  const filter = likeFilter(sql, mode);
  const rows = deps.gateway
    .tablets()
    .filter(({ hostname }) => filter(hostname))
    .map((t) => [
      t.cell,
      t.keyspace,
      t.shard,
      t.tabletType,
      t.serving ? 'SERVING' : 'NOT_SERVING',
      t.alias,
      t.hostname,
      termText(t.primaryTermStart),
    ]);
  answerRows(
    sink,
    tabletColumns.map((name) => ({ name })),
    rows,
  );
};

/** SHOW VITESS_TARGET */
export const showTarget: StatementHandler = async ({ session, sink }) => {
  answerRows(sink, [{ name: 'Target' }], [[formatTarget(session.target)]]);
};

function termText(seconds: bigint): string {
  return seconds === 0n ? '' : new Date(Number(seconds) * 1000).toISOString().replace('.000', '');
}
