import type { Throttling } from '@vt/onlineddl';
import { orAbsent, type TopoServer } from '@vt/topo';

type Rules = Record<
  string,
  { name: string; ratio: number; expires_at: { seconds: bigint; nanoseconds: number } | null; exempt: boolean }
>;

/** Rules of the keyspace's throttler, as UpdateThrottlerConfig writes them: every tablet of the keyspace follows them. */
export function keyspaceThrottling(topo: TopoServer, keyspace: string): Throttling {
  return {
    async setRule(app, ratio, expiresMs, signal) {
      const lock = await topo.keyspaces.lock(keyspace, 'UpdateThrottlerConfig', { signal });
      try {
        const { value } = await topo.keyspaces.get(keyspace, { signal });
        const config = value.throttler_config;
        const { [app]: _before, ...others } = (config?.throttled_apps ?? {}) as Rules;
        const seconds = BigInt(Math.floor(expiresMs / 1000));
        const rule = { name: app, ratio, expires_at: { seconds, nanoseconds: 0 }, exempt: false };
        const throttled_apps = ratio > 0 ? { ...others, [app]: rule } : others;
        const next = { ...(config ?? empty), throttled_apps } as NonNullable<typeof config>;
        await topo.keyspaces.update(
          keyspace,
          (record) => {
            record.throttler_config = next;
          },
          { signal },
        );
        for (const cell of await topo.cells.names({ signal })) {
          const served = await orAbsent(topo.serving.keyspace(cell, keyspace, { signal }));
          if (served)
            await topo.serving.saveKeyspace(cell, keyspace, { ...served, throttler_config: next }, { signal });
        }
      } finally {
        await lock.unlock();
      }
    },
  };
}

const empty = {
  enabled: false,
  threshold: 0,
  custom_query: '',
  check_as_check_self: false,
  throttled_apps: {},
  app_checked_metrics: {},
  metric_thresholds: {},
};
