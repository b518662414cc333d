import type { TabletRequest } from '@vt/proto/hot';
import { TableAccess, type TableAccessOptions } from '../acl/table-access.ts';
import { transactionThrottled } from '../errors.ts';
import type { RequestOptions } from '../request.ts';
import { QueryRules } from '../rules/query-rules.ts';
import type { Statement } from '../statement/statement.ts';
import type { TabletStats } from '../stats.ts';
import { Consolidator, type ConsolidatorOptions } from './consolidator.ts';
import { type HotRowOptions, HotRows } from './hot-rows.ts';
import { LoadShedder, type LoadShedderOptions } from './load-shedder.ts';
import { TransactionLimiter, type TransactionLimiterOptions } from './transaction-limiter.ts';

/** Where reads of the same text share an execution. */
export type ConsolidatorMode = 'enable' | 'disable' | 'notOnPrimary';

export type ProtectionOptions = {
  readonly consolidatorMode: ConsolidatorMode;
  readonly consolidator: ConsolidatorOptions;
  readonly hotRows: HotRowOptions;
  readonly transactionLimiter: TransactionLimiterOptions;
  readonly loadShedder: LoadShedderOptions;
  readonly tableAccess: TableAccessOptions;
};

export const defaultProtection: ProtectionOptions = {
  consolidatorMode: 'enable',
  consolidator: { resultBytesMax: 2 * 1024 * 1024, totalBytesMax: 128 * 1024 * 1024, waitersMax: 0 },
  hotRows: { enabled: false, dryRun: false, queueMax: 20, globalQueueMax: 1_000, concurrentMax: 5 },
  transactionLimiter: {
    enabled: false,
    dryRun: false,
    share: 0.4,
    byUsername: true,
    byPrincipal: true,
    byComponent: false,
    bySubcomponent: false,
  },
  loadShedder: { waitMsMax: 30_000 },
  tableAccess: { strict: false, dryRun: false, exempt: new Set() },
};

/** Who says which transactions would have the replicas fall behind. */
export type TransactionGate = {
  /** @param priority undefined: the transaction says none */
  refuses(priority: number | undefined, workload: string): boolean;
};

/** Everything that stands between a request and mysqld; it lives as long as the tablet. What is not configured costs a comparison. */
export class Protections {
  readonly rules: QueryRules = new QueryRules();
  readonly access: TableAccess;
  readonly consolidator: Consolidator;
  readonly hotRows: HotRows;
  readonly transactionLimiter: TransactionLimiter;
  readonly loadShedder: LoadShedder;
  /** Undefined: every transaction may begin. Set once, before the tablet serves. */
  transactionGate: TransactionGate | undefined;
  /** May be changed while the tablet serves. */
  consolidatorMode: ConsolidatorMode;

  constructor(options: ProtectionOptions, transactionCap: number, stats: TabletStats) {
    this.access = new TableAccess(options.tableAccess, stats.tableAcl);
    const waits = (what: string) => {
      const recorder = stats.waits.recorder([what]);
      return (ms: number): void => recorder.record(ms);
    };
    this.consolidator = new Consolidator(options.consolidator, waits('Consolidations'));
    this.hotRows = new HotRows(options.hotRows, (table) => stats.hotRowsRefused.add([table]), waits('TxSerializer'));
    this.transactionLimiter = new TransactionLimiter(options.transactionLimiter, transactionCap, (key) =>
      stats.transactionsLimited.add([key]),
    );
    this.loadShedder = new LoadShedder(options.loadShedder);
    this.consolidatorMode = options.consolidatorMode;
  }

  /** @throws VtError for what a rule or the table ACL forbids. */
  check(request: TabletRequest, statement: Statement, peer: string): void {
    if (this.rules.all.length > 0) this.rules.check(request, statement, peer);
    if (this.access.isOn) this.access.check(statement, request.caller);
  }

  /** A transaction, or a write that is one by itself, is about to begin. @throws VtError RESOURCE_EXHAUSTED */
  admitTransaction({ priority, workloadName }: RequestOptions): void {
    if (this.transactionGate?.refuses(priority, workloadName)) throw transactionThrottled();
  }

  /** @param override of a single statement (the directive CONSOLIDATOR). */
  consolidates(isPrimary: boolean, override: ConsolidatorMode | undefined): boolean {
    const mode = override ?? this.consolidatorMode;
    return mode === 'enable' || (mode === 'notOnPrimary' && !isPrimary);
  }
}
