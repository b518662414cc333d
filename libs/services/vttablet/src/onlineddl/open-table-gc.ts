import type { ServiceEnv } from '@vt/servenv';
import { defaultTableGcConfig, parseLifecycle, TableGc } from '@vt/tablegc';
import type { TabletIdentity, TabletServer } from '@vt/tabletserver';
import type { Throttler } from '@vt/throttle';
import type { VttabletFlags } from '../flags.ts';
import type { OpenedServer } from '../mysqld/open-server.ts';
import { heldBack } from '../throttle/open-throttler.ts';

export type TableGcDeps = {
  readonly identity: TabletIdentity;
  readonly opened: OpenedServer;
  readonly queryService: TabletServer;
  readonly throttler: Throttler;
};

/** The collector of this tablet's tables that are to go; it opens when the tablet is primary. */
export function openTableGc({ flags, stats, log }: ServiceEnv<VttabletFlags>, deps: TableGcDeps): TableGc {
  const { identity, opened, queryService, throttler } = deps;
  return new TableGc({
    connect: { ...opened.server.connectOptions('vt_dba'), database: identity.dbName },
    throttled: () => {
      const { throttled, reason } = heldBack(throttler, 'tablegc');
      return throttled ? reason : undefined;
    },
    schemaChanged: async () => {
      await queryService.schema?.reload();
    },
    config: {
      ...defaultTableGcConfig,
      lifecycle: parseLifecycle(flags['table-gc-lifecycle']),
      checkIntervalMs: flags['gc-check-interval'],
      purgeIntervalMs: flags['gc-purge-check-interval'],
    },
    stats,
    log: log.child({ engine: 'tablegc' }),
  });
}
