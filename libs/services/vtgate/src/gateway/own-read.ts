import { collectResult, type Row } from '@vt/sqltypes';
import type { TabletCall, TabletGateway, TabletTarget } from './tablet-gateway.ts';

export type OwnRead = {
  readonly sql: string;
  /** The part of the gate that asks, for the tablet's logs. */
  readonly user: string;
  readonly rowsMax: number;
  readonly timeoutMs: number;
};

/** What the gate itself asks of a tablet, in no client's name: one read, outside of any transaction. */
export async function ownRead(
  gateway: TabletGateway,
  target: TabletTarget,
  { sql, user, rowsMax, timeoutMs }: OwnRead,
  signal: AbortSignal,
): Promise<readonly Row[]> {
  const answer = collectResult({ rowsMax });
  const call: TabletCall = {
    sql,
    binds: {},
    caller: { user, groups: [], remote: '' },
    transactionId: 0n,
    reservedId: 0n,
    alias: undefined,
    begin: undefined,
    afterBegin: [],
    settings: [],
    reserve: false,
    workload: 'DBA',
    clientFoundRows: false,
    repeatable: true,
    wantsDiagnostics: false,
    timeoutMs,
  };
  await gateway.execute(target, call, answer, signal);
  return (await answer.result).rows;
}
