import { type BalanceRules, type BufferOptions, defaultBufferOptions, HealthCheck, type Tablet } from '@vt/discovery';
import { type CommonFlags, channelSecurity, GrpcChannel, type ServiceEnv, StartError } from '@vt/servenv';
import type { vtgateFlags } from '../flags.ts';
import type { ServingKeyspaces } from '../schema/serving-graph.ts';
import { tabletFilter } from '../schema/tablet-filter.ts';

/* What the flags say of a gate's tablets. */

type Flags = ServiceEnv<typeof vtgateFlags & CommonFlags>['flags'];

export function bufferOf(flags: Flags, serving: ServingKeyspaces): { readonly buffer?: BufferOptions } {
  if (!flags['enable-buffer']) return {};
  return {
    buffer: {
      ...defaultBufferOptions,
      windowMs: flags['buffer-window'],
      requestsMax: flags['buffer-size'],
      failoverMsMax: flags['buffer-max-failover-duration'],
      betweenMsMin: flags['buffer-min-time-between-failovers'],
      only: flags['buffer-keyspace-shards'],
      isServed: ({ keyspace, shard, tabletType }) =>
        serving.shards(keyspace, tabletType)?.some(({ name }) => name === shard) ?? true,
      onServed: (listener) => serving.subscribe(listener),
    },
  };
}

export function openHealth(flags: Flags): HealthCheck {
  const security = channelSecurity('tablet', flags);
  return new HealthCheck({
    localCell: flags.cell,
    connect: (target) => new GrpcChannel({ target, ...security, messageBytesMax: flags['grpc-max-message-size'] }),
    timeoutMs: flags['healthcheck-timeout'],
    retryDelayMs: flags['healthcheck-retry-delay'],
    lag: {
      lowLagSeconds: flags['discovery-low-replication-lag'] / 1000,
      highLagSeconds: flags['discovery-high-replication-lag-minimum-serving'] / 1000,
      servingMin: flags['min-number-serving-vttablets'],
    },
    balance: balanceOf(flags),
  });
}

/** --enable-balancer is prefer-cell's older name. */
export function balanceOf(flags: Flags): BalanceRules {
  const gateCells = flags['balancer-vtgate-cells'];
  const mode = flags['vtgate-balancer-mode'] || (flags['enable-balancer'] ? 'prefer-cell' : 'cell');
  if (mode === 'prefer-cell' && gateCells.length === 0) {
    throw new StartError('--vtgate-balancer-mode prefer-cell needs --balancer-vtgate-cells');
  }
  return { mode, gateCells, keyspaces: flags['balancer-keyspaces'] };
}

export function tabletFilterOf(flags: Flags): (tablet: Tablet) => boolean {
  const [keyspaces, shards] = [flags['keyspaces-to-watch'], flags['tablet-filters']];
  try {
    return tabletFilter({ keyspaces, shards, tags: flags['tablet-filter-tags'] });
  } catch (error) {
    throw new StartError((error as Error).message);
  }
}
