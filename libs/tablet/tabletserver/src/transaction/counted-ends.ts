import type { TabletStats } from '../stats.ts';
import type { StatefulConnection } from './stateful-connection.ts';
import type { TransactionLog } from './transaction-log.ts';
import type { Conclusion, PoolEnds } from './transaction-pool.ts';

const NS_OF_MS = 1e6;

/** Counts transactions and reservations when they end, by who had them. */
export function countedEnds(stats: TabletStats, log: TransactionLog): PoolEnds {
  return {
    transaction(conn: StatefulConnection, end: Conclusion): void {
      const now = Date.now();
      stats.transactions.record([end], now - conn.startedMs);
      stats.userTransactions.add([conn.user, end]);
      stats.userTransactionTimes.add([conn.user, end], (now - conn.startedMs) * NS_OF_MS);
      log.ended(conn, end, now);
      if (end === 'kill') stats.kills.add(['Transactions']);
    },
    reservation({ user, reservedAtMs }: StatefulConnection, how): void {
      const ms = performance.now() - (reservedAtMs ?? performance.now());
      stats.reservations.record([how], ms);
      stats.userReservations.add([user]);
      stats.userReservationTimes.add([user], Math.round(ms * NS_OF_MS));
    },
  };
}
