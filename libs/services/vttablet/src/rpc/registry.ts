import { applySchema } from './apply-schema.ts';
import { backup } from './backup.ts';
import { changeTags } from './change-tags.ts';
import { changeType } from './change-type.ts';
import { checkThrottler } from './check-throttler.ts';
import { createVReplicationWorkflow } from './create-vreplication-workflow.ts';
import { deleteTableData } from './delete-table-data.ts';
import { deleteVReplicationWorkflow } from './delete-vreplication-workflow.ts';
import { demotePrimary } from './demote-primary.ts';
import { executeFetchAsAllPrivs } from './execute-fetch-as-all-privs.ts';
import { executeFetchAsApp } from './execute-fetch-as-app.ts';
import { executeFetchAsDba } from './execute-fetch-as-dba.ts';
import { executeHook } from './execute-hook.ts';
import { executeMultiFetchAsDba } from './execute-multi-fetch-as-dba.ts';
import { executeQuery } from './execute-query.ts';
import { fullStatus } from './full-status.ts';
import { getGlobalStatusVars } from './get-global-status-vars.ts';
import { getMaxValueForSequences } from './get-max-value-for-sequences.ts';
import { getPermissions } from './get-permissions.ts';
import { getReplicas } from './get-replicas.ts';
import { getSchema } from './get-schema.ts';
import { getThrottlerStatus } from './get-throttler-status.ts';
import { hasVReplicationWorkflows } from './has-vreplication-workflows.ts';
import { initPrimary } from './init-primary.ts';
import { initReplica } from './init-replica.ts';
import { lockTables, unlockTables } from './lock-tables.ts';
import { mysqlHostMetrics } from './mysql-host-metrics.ts';
import { ping } from './ping.ts';
import { populateReparentJournal } from './populate-reparent-journal.ts';
import { preflightSchema } from './preflight-schema.ts';
import { primaryPosition } from './primary-position.ts';
import { primaryStatus } from './primary-status.ts';
import { promoteReplica } from './promote-replica.ts';
import { readReparentJournalInfo } from './read-reparent-journal-info.ts';
import { readVReplicationWorkflow } from './read-vreplication-workflow.ts';
import { readVReplicationWorkflows } from './read-vreplication-workflows.ts';
import { refreshState } from './refresh-state.ts';
import { reloadSchema } from './reload-schema.ts';
import { replicaWasPromoted } from './replica-was-promoted.ts';
import { replicaWasRestarted } from './replica-was-restarted.ts';
import { replicationStatus } from './replication-status.ts';
import { resetReplication } from './reset-replication.ts';
import { resetReplicationParameters } from './reset-replication-parameters.ts';
import { resetSequences } from './reset-sequences.ts';
import { restartReplication } from './restart-replication.ts';
import { restoreFromBackup } from './restore-from-backup.ts';
import type { StreamRpcs, UnaryRpcs } from './rpc.ts';
import { runHealthCheck } from './run-health-check.ts';
import { setReadOnly } from './set-read-only.ts';
import { setReadWrite } from './set-read-write.ts';
import { setReplicationSource } from './set-replication-source.ts';
import { sleep } from './sleep.ts';
import { startReplication } from './start-replication.ts';
import { startReplicationUntilAfter } from './start-replication-until-after.ts';
import { stopReplication } from './stop-replication.ts';
import { stopReplicationAndGetStatus } from './stop-replication-and-get-status.ts';
import { stopReplicationMinimum } from './stop-replication-minimum.ts';
import { concludeTransaction, getTransactionInfo, getUnresolvedTransactions, readTransaction } from './two-pc.ts';
import { undoDemotePrimary } from './undo-demote-primary.ts';
import { updateSequenceTables } from './update-sequence-tables.ts';
import { updateVReplicationWorkflow } from './update-vreplication-workflow.ts';
import { updateVReplicationWorkflows } from './update-vreplication-workflows.ts';
import { validateVReplicationPermissions } from './validate-vreplication-permissions.ts';
import { vdiff } from './vdiff.ts';
import { vreplicationExec } from './vreplication-exec.ts';
import { vreplicationWaitForPos } from './vreplication-wait-for-pos.ts';
import { waitForPosition } from './wait-for-position.ts';

/** The methods of TabletManager that are served; the others answer UNIMPLEMENTED with their name. */
export const rpcs = {
  ApplySchema: applySchema,
  ChangeTags: changeTags,
  ChangeType: changeType,
  CheckThrottler: checkThrottler,
  ConcludeTransaction: concludeTransaction,
  CreateVReplicationWorkflow: createVReplicationWorkflow,
  DeleteTableData: deleteTableData,
  DeleteVReplicationWorkflow: deleteVReplicationWorkflow,
  DemotePrimary: demotePrimary,
  ExecuteFetchAsAllPrivs: executeFetchAsAllPrivs,
  ExecuteFetchAsApp: executeFetchAsApp,
  ExecuteFetchAsDba: executeFetchAsDba,
  ExecuteHook: executeHook,
  ExecuteMultiFetchAsDba: executeMultiFetchAsDba,
  ExecuteQuery: executeQuery,
  FullStatus: fullStatus,
  GetGlobalStatusVars: getGlobalStatusVars,
  GetMaxValueForSequences: getMaxValueForSequences,
  GetPermissions: getPermissions,
  GetReplicas: getReplicas,
  GetSchema: getSchema,
  GetThrottlerStatus: getThrottlerStatus,
  GetTransactionInfo: getTransactionInfo,
  GetUnresolvedTransactions: getUnresolvedTransactions,
  HasVReplicationWorkflows: hasVReplicationWorkflows,
  InitPrimary: initPrimary,
  InitReplica: initReplica,
  LockTables: lockTables,
  MysqlHostMetrics: mysqlHostMetrics,
  Ping: ping,
  PopulateReparentJournal: populateReparentJournal,
  PreflightSchema: preflightSchema,
  PrimaryPosition: primaryPosition,
  PrimaryStatus: primaryStatus,
  PromoteReplica: promoteReplica,
  ReadReparentJournalInfo: readReparentJournalInfo,
  ReadTransaction: readTransaction,
  ReadVReplicationWorkflow: readVReplicationWorkflow,
  ReadVReplicationWorkflows: readVReplicationWorkflows,
  RefreshState: refreshState,
  ReloadSchema: reloadSchema,
  ReplicaWasPromoted: replicaWasPromoted,
  ReplicaWasRestarted: replicaWasRestarted,
  ReplicationStatus: replicationStatus,
  ResetReplication: resetReplication,
  ResetReplicationParameters: resetReplicationParameters,
  ResetSequences: resetSequences,
  RestartReplication: restartReplication,
  RunHealthCheck: runHealthCheck,
  SetReadOnly: setReadOnly,
  SetReadWrite: setReadWrite,
  SetReplicationSource: setReplicationSource,
  Sleep: sleep,
  StartReplication: startReplication,
  StartReplicationUntilAfter: startReplicationUntilAfter,
  StopReplication: stopReplication,
  StopReplicationAndGetStatus: stopReplicationAndGetStatus,
  StopReplicationMinimum: stopReplicationMinimum,
  UndoDemotePrimary: undoDemotePrimary,
  UnlockTables: unlockTables,
  UpdateSequenceTables: updateSequenceTables,
  UpdateVReplicationWorkflow: updateVReplicationWorkflow,
  UpdateVReplicationWorkflows: updateVReplicationWorkflows,
  VDiff: vdiff,
  VReplicationExec: vreplicationExec,
  VReplicationWaitForPos: vreplicationWaitForPos,
  ValidateVReplicationPermissions: validateVReplicationPermissions,
  WaitForPosition: waitForPosition,
} as const satisfies UnaryRpcs;

/** Those that answer with a stream. */
export const streamRpcs = { Backup: backup, RestoreFromBackup: restoreFromBackup } as const satisfies StreamRpcs;
