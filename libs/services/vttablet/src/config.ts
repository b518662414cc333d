import { availableParallelism } from 'node:os';
import type { FlagValues } from '@vt/servenv';
import { defaultConfig, type TabletConfig } from '@vt/tabletserver';
import type { VttabletFlags } from './flags.ts';
import { protectionOptions } from './protection/options.ts';

/** The query service's limits from the command line. */
export function tabletConfig(flags: FlagValues<VttabletFlags>): TabletConfig {
  return {
    ...defaultConfig,
    poolSize: flags['queryserver-config-pool-size'],
    poolTimeoutMs: flags['queryserver-config-query-pool-timeout'],
    poolIdleMax: flags['queryserver-config-query-pool-max-idle-count'],
    streamPoolSize: flags['queryserver-config-stream-pool-size'],
    streamPoolTimeoutMs: flags['queryserver-config-stream-pool-timeout'],
    streamPoolIdleMax: flags['queryserver-config-stream-pool-max-idle-count'],
    transactionCap: flags['queryserver-config-transaction-cap'],
    txPoolTimeoutMs: flags['queryserver-config-txpool-timeout'],
    txPoolIdleMax: flags['queryserver-config-txpool-max-idle-count'],
    dbaPoolSize: flags['dba-pool-size'],
    idleTimeoutMs: flags['queryserver-config-idle-timeout'],
    connectionLifetimeMs: flags['queryserver-config-pool-conn-max-lifetime'],
    queryTimeoutMs: flags['queryserver-config-query-timeout'],
    transactionTimeoutMs: flags['queryserver-config-transaction-timeout'],
    olapTransactionTimeoutMs: flags['queryserver-config-olap-transaction-timeout'],
    readPipelineDepth: flags['queryserver-config-read-pipeline-depth'],
    readPipelineFrom: flags['queryserver-config-read-pipeline-from'] || availableParallelism(),
    resultRowsMax: flags['queryserver-config-max-result-size'],
    resultRowsWarn: flags['queryserver-config-warn-result-size'],
    shutdownGraceMs: flags['shutdown-grace-period'],
    schemaReloadMs: flags['queryserver-config-schema-reload-time'],
    signalSchemaChange: flags['queryserver-config-schema-change-signal'],
    healthIntervalMs: flags['health-check-interval'],
    unhealthyLagMs: flags['unhealthy-threshold'],
    statementCacheBytesMax: flags['queryserver-config-query-cache-memory'],
    healthBacklogMax: flags['stream-health-buffer-size'],
    twoPcAbandonAgeMs: flags['twopc-abandon-age'],
    protection: protectionOptions(flags),
  };
}
