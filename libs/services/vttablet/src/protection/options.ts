import type { FlagValues } from '@vt/servenv';
import type { ConsolidatorMode, ProtectionOptions } from '@vt/tabletserver';
import type { VttabletFlags } from '../flags.ts';

/** What stands between requests and mysqld, from the command line. */
export function protectionOptions(flags: FlagValues<VttabletFlags>): ProtectionOptions {
  const exempt = flags['queryserver-config-acl-exempt-acl'];
  return {
    consolidatorMode: consolidatorMode(flags),
    consolidator: {
      resultBytesMax: flags['consolidator-stream-query-size'],
      totalBytesMax: flags['consolidator-stream-total-size'],
      waitersMax: flags['consolidator-query-waiter-cap'],
    },
    hotRows: {
      enabled: flags['enable-hot-row-protection'],
      dryRun: flags['enable-hot-row-protection-dry-run'],
      queueMax: flags['hot-row-protection-max-queue-size'],
      globalQueueMax: flags['hot-row-protection-max-global-queue-size'],
      concurrentMax: flags['hot-row-protection-concurrent-transactions'],
    },
    transactionLimiter: {
      enabled: flags['enable-transaction-limit'],
      dryRun: flags['enable-transaction-limit-dry-run'],
      share: flags['transaction-limit-per-user'],
      byUsername: flags['transaction-limit-by-username'],
      byPrincipal: flags['transaction-limit-by-principal'],
      byComponent: flags['transaction-limit-by-component'],
      bySubcomponent: flags['transaction-limit-by-subcomponent'],
    },
    loadShedder: { waitMsMax: flags['queryserver-config-queue-wait-max'] },
    tableAccess: {
      strict: flags['queryserver-config-strict-table-acl'],
      dryRun: flags['queryserver-config-enable-table-acl-dry-run'],
      exempt: new Set(exempt === '' ? [] : [exempt]),
    },
  };
}

function consolidatorMode(flags: FlagValues<VttabletFlags>): ConsolidatorMode {
  if (flags['enable-consolidator-replicas']) return 'notOnPrimary';
  return flags['enable-consolidator'] ? 'enable' : 'disable';
}
