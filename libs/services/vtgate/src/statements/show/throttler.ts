import { VtError } from '@vt/base';
import { allShards } from '@vt/vschema';
import { currentKeyspace } from '../../executor/place.ts';
import { sendText } from '../../executor/send.ts';
import type { StatementHandler, StatementRun } from '../../executor/statement.ts';

/** SHOW VITESS_THROTTLED_APPS: the rules as each shard's primary follows them. */
export const showThrottledApps: StatementHandler = async (run) => {
  if (!isPrimary(run)) throw VtError.of('VT09007', 'SHOW');
  await toPrimaries(run);
};

/** SHOW VITESS_THROTTLER STATUS: a row a shard. */
export const showThrottlerStatus: StatementHandler = async (run) => {
  if (!isPrimary(run)) throw VtError.of('VT09010');
  await toPrimaries(run);
};

function isPrimary({ session }: StatementRun): boolean {
  return session.target.tabletType === 'PRIMARY';
}

function toPrimaries(run: StatementRun): Promise<void> {
  return sendText(run, currentKeyspace(run).name, run.session.target.destination ?? allShards, run.sql);
}
