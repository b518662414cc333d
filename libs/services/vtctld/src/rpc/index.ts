import type { Handler, StreamHandler, StreamMethod, VtctldMethod } from '../context.ts';
import { copySchemaShard } from '../schema/copy-schema.ts';
import {
  lookupVindexComplete,
  lookupVindexCreate,
  lookupVindexExternalize,
  lookupVindexInternalize,
} from '../workflow/create/lookup-vindex.ts';
import { materializeCreate, workflowAddTables } from '../workflow/create/materialize.ts';
import { migrateCreate } from '../workflow/create/migrate.ts';
import { moveTablesCreate } from '../workflow/create/move-tables.ts';
import { reshardCreate } from '../workflow/create/reshard.ts';
import { moveTablesComplete } from '../workflow/finish/complete.ts';
import { workflowDelete } from '../workflow/finish/delete.ts';
import { getWorkflows } from '../workflow/get-workflows.ts';
import * as mounts from '../workflow/mount.ts';
import { workflowStatus } from '../workflow/status.ts';
import { workflowMirrorTraffic } from '../workflow/switch/mirror.ts';
import { workflowSwitchTraffic } from '../workflow/switch/switch.ts';
import { workflowUpdate } from '../workflow/update.ts';
import * as vdiff from '../workflow/vdiff/vdiff.ts';
import * as backups from './backups.ts';
import * as cells from './cells.ts';
import * as keyspaces from './keyspaces.ts';
import * as migrations from './migrations.ts';
import * as reparent from './reparent.ts';
import * as schema from './schema.ts';
import * as shardControls from './shard-controls.ts';
import * as shards from './shards.ts';
import * as tabletMore from './tablet-more.ts';
import * as tablets from './tablets.ts';
import * as throttler from './throttler.ts';
import { getTopologyPath } from './topology-path.ts';
import * as transactions from './transactions.ts';
import * as validation from './validate/validate.ts';
import * as vschema from './vschema.ts';

/** The methods that are served, sorted. Every other method of the service answers UNIMPLEMENTED with its name. */
export const handlers: { readonly [M in VtctldMethod]?: Handler<M> } = {
  AddCellInfo: cells.addCellInfo,
  AddCellsAlias: cells.addCellsAlias,
  ApplyKeyspaceRoutingRules: vschema.applyKeyspaceRoutingRules,
  ApplyRoutingRules: vschema.applyRoutingRules,
  ApplySchema: schema.applySchemaMethod,
  ApplyShardRoutingRules: vschema.applyShardRoutingRules,
  ApplyVSchema: vschema.applyVSchema,
  CancelSchemaMigration: migrations.cancelSchemaMigration,
  ChangeTabletTags: tabletMore.changeTabletTags,
  ChangeTabletType: tablets.changeTabletType,
  CheckThrottler: throttler.checkThrottler,
  CleanupSchemaMigration: migrations.cleanupSchemaMigration,
  CompleteSchemaMigration: migrations.completeSchemaMigration,
  ConcludeTransaction: transactions.concludeTransaction,
  CopySchemaShard: copySchemaShard,
  CreateKeyspace: keyspaces.createKeyspace,
  CreateShard: shards.createShard,
  DeleteCellInfo: cells.deleteCellInfo,
  DeleteCellsAlias: cells.deleteCellsAlias,
  DeleteKeyspace: keyspaces.deleteKeyspace,
  DeleteShards: shards.deleteShards,
  DeleteSrvVSchema: tabletMore.deleteSrvVSchema,
  DeleteTablets: tablets.deleteTablets,
  EmergencyReparentShard: reparent.emergencyReparentShard,
  ExecuteFetchAsApp: tablets.executeFetchAsApp,
  ExecuteFetchAsDBA: tablets.executeFetchAsDba,
  ExecuteHook: tabletMore.executeHook,
  ExecuteMultiFetchAsDBA: tabletMore.executeMultiFetchAsDba,
  FindAllShardsInKeyspace: keyspaces.findAllShardsInKeyspace,
  ForceCutOverSchemaMigration: migrations.forceCutOverSchemaMigration,
  GetBackups: backups.getBackups,
  GetCellInfo: cells.getCellInfo,
  GetCellInfoNames: cells.getCellInfoNames,
  GetCellsAliases: cells.getCellsAliases,
  GetFullStatus: tablets.getFullStatus,
  GetKeyspace: keyspaces.getKeyspace,
  GetKeyspaceRoutingRules: vschema.getKeyspaceRoutingRules,
  GetKeyspaces: keyspaces.getKeyspaces,
  GetMirrorRules: tabletMore.getMirrorRules,
  GetPermissions: tabletMore.getPermissions,
  GetRoutingRules: vschema.getRoutingRules,
  GetSchema: schema.getSchema,
  GetSchemaMigrations: migrations.getSchemaMigrations,
  GetShard: shards.getShard,
  GetShardReplication: shards.getShardReplication,
  GetShardRoutingRules: vschema.getShardRoutingRules,
  GetSrvKeyspaceNames: vschema.getSrvKeyspaceNames,
  GetSrvKeyspaces: vschema.getSrvKeyspaces,
  GetSrvVSchema: vschema.getSrvVSchema,
  GetSrvVSchemas: vschema.getSrvVSchemas,
  GetTablet: tablets.getTablet,
  GetTablets: tablets.getTablets,
  GetThrottlerStatus: throttler.getThrottlerStatus,
  GetTopologyPath: getTopologyPath,
  GetTransactionInfo: transactions.getTransactionInfo,
  GetUnresolvedTransactions: transactions.getUnresolvedTransactions,
  GetVersion: tabletMore.getVersion,
  GetVSchema: vschema.getVSchema,
  GetWorkflows: getWorkflows,
  InitShardPrimary: tabletMore.initShardPrimary,
  LaunchSchemaMigration: migrations.launchSchemaMigration,
  LookupVindexComplete: lookupVindexComplete,
  LookupVindexCreate: lookupVindexCreate,
  LookupVindexExternalize: lookupVindexExternalize,
  LookupVindexInternalize: lookupVindexInternalize,
  MaterializeCreate: materializeCreate,
  MigrateCreate: migrateCreate,
  MountList: mounts.mountList,
  MountRegister: mounts.mountRegister,
  MountShow: mounts.mountShow,
  MountUnregister: mounts.mountUnregister,
  MoveTablesComplete: moveTablesComplete,
  MoveTablesCreate: moveTablesCreate,
  PingTablet: tablets.pingTablet,
  PlannedReparentShard: reparent.plannedReparentShard,
  RebuildKeyspaceGraph: keyspaces.rebuildKeyspaceGraph,
  RebuildVSchemaGraph: vschema.rebuildVSchemaGraph,
  RefreshState: tablets.refreshState,
  RefreshStateByShard: shardControls.refreshStateByShard,
  ReloadSchema: schema.reloadSchema,
  ReloadSchemaKeyspace: schema.reloadSchemaKeyspace,
  ReloadSchemaShard: schema.reloadSchemaShard,
  RemoveBackup: backups.removeBackup,
  RemoveKeyspaceCell: shardControls.removeKeyspaceCell,
  RemoveShardCell: shardControls.removeShardCell,
  ReparentTablet: reparent.reparentTablet,
  ReshardCreate: reshardCreate,
  RetrySchemaMigration: migrations.retrySchemaMigration,
  RunHealthCheck: tablets.runHealthCheck,
  SetKeyspaceDurabilityPolicy: keyspaces.setKeyspaceDurabilityPolicy,
  SetShardIsPrimaryServing: shardControls.setShardIsPrimaryServing,
  SetShardTabletControl: shardControls.setShardTabletControl,
  SetVtorcEmergencyReparent: shardControls.setVtorcEmergencyReparent,
  SetWritable: tablets.setWritable,
  ShardReplicationAdd: shardControls.shardReplicationAdd,
  ShardReplicationFix: shardControls.shardReplicationFix,
  ShardReplicationPositions: shards.shardReplicationPositions,
  ShardReplicationRemove: shardControls.shardReplicationRemove,
  SleepTablet: tabletMore.sleepTablet,
  SourceShardAdd: shardControls.sourceShardAdd,
  SourceShardDelete: shardControls.sourceShardDelete,
  StartReplication: tablets.startReplication,
  StopReplication: tablets.stopReplication,
  TabletExternallyReparented: reparent.tabletExternallyReparented,
  UpdateCellInfo: cells.updateCellInfo,
  UpdateCellsAlias: cells.updateCellsAlias,
  UpdateThrottlerConfig: throttler.updateThrottlerConfig,
  Validate: validation.validate,
  ValidateKeyspace: validation.validateKeyspace,
  ValidatePermissionsKeyspace: validation.validatePermissionsKeyspace,
  ValidateSchemaKeyspace: validation.validateSchemaKeyspace,
  ValidateShard: validation.validateShard,
  ValidateVersionKeyspace: validation.validateVersionKeyspace,
  ValidateVersionShard: validation.validateVersionShard,
  ValidateVSchema: validation.validateVSchema,
  VDiffCreate: vdiff.vdiffCreate,
  VDiffDelete: vdiff.vdiffDelete,
  VDiffResume: vdiff.vdiffResume,
  VDiffShow: vdiff.vdiffShow,
  VDiffStop: vdiff.vdiffStop,
  WorkflowAddTables: workflowAddTables,
  WorkflowDelete: workflowDelete,
  WorkflowMirrorTraffic: workflowMirrorTraffic,
  WorkflowStatus: workflowStatus,
  WorkflowSwitchTraffic: workflowSwitchTraffic,
  WorkflowUpdate: workflowUpdate,
};

/** Those that answer with a stream. */
export const streamHandlers: { readonly [M in StreamMethod]?: StreamHandler<M> } = {
  Backup: backups.backup,
  BackupShard: backups.backupShard,
  RestoreFromBackup: backups.restoreFromBackup,
};
