export { readTableAcl, type TableAcl } from './acl/config.ts';
export { defaultConfig, type TabletConfig } from './config.ts';
export type { HealthResponse, HealthStreamer } from './health/health-streamer.ts';
export type { ReplicationHealth, ReplicationProbe } from './health/replication-watch.ts';
export { Messager } from './messager/messager.ts';
export type { MessagerPort, RowChange } from './messager/port.ts';
export { type MessageHandlers, messageHandlers } from './messager/rpc/handlers.ts';
export type { MigrationAnswer, MigrationPort } from './migration/migration-port.ts';
export type { Connectors, Pools } from './pools.ts';
export {
  type ConsolidatorMode,
  type ProtectionOptions,
  Protections,
  type TransactionGate,
} from './protect/protections.ts';
export type { Execution } from './query/execution.ts';
export { QueryLog, type QueryLogFilter, type QueryLogRecord } from './query/query-log.ts';
export type { QueryServer } from './query/query-server.ts';
export type { StatementCounts } from './query/statement-counters.ts';
export type { Report, ThrottlerReports } from './report/answer-report.ts';
export { type TabletAlias, type TabletIdentity, type TabletType, type Target, tabletItself } from './request.ts';
export { queryServiceHandlers } from './rpc/query-service.ts';
export { ResultMessageSink } from './rpc/result-message-sink.ts';
export { metadataOf as transactionMetadata, twoPcEngine } from './rpc/two-pc-handlers.ts';
export { readRules } from './rules/read-rules.ts';
export type { QueryRule } from './rules/rule.ts';
export type { SchemaChange, SchemaEngine, SchemaTable, TableKind } from './schema/schema-engine.ts';
export type { ServingState, StateName } from './state/serving-state.ts';
export { readStatement, type Statement, statementText } from './statement/statement.ts';
export { TabletServer, type TabletServerOptions } from './tablet-server.ts';
export { TransactionLog, type TransactionLogRecord } from './transaction/transaction-log.ts';
export { tabletCrashPoints } from './twopc/crash-point.ts';
