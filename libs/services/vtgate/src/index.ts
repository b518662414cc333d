export { composeVtgate } from './compose.ts';
export type { ExecutorDeps, ExecutorOptions, ExecutorStats } from './executor/deps.ts';
export { Executor } from './executor/executor.ts';
export { vtgateFlags } from './flags.ts';
export { DiscoveryGateway } from './gateway/discovery-gateway.ts';
export type {
  BeginOptions,
  Caller,
  ServingGraph,
  TabletCall,
  TabletGateway,
  TabletHealthRow,
  TabletState,
  TabletTarget,
} from './gateway/tablet-gateway.ts';
export { type ClientState, MysqlHandler, type PreparedText } from './mysql/handler.ts';
export { VSchemaHolder } from './schema/vschema-holder.ts';
export { Session } from './session/session.ts';
export { type Station, stations } from './station.ts';
export { gateCrashPoints } from './tx/crash-point.ts';
export { Transactions } from './tx/transactions.ts';
export { gateArguments } from './workers/gate-processes.ts';
