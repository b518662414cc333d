export { type Change, changesOf } from './changes-of.ts';
export { durationMs, invalidDuration } from './duration.ts';
export {
  type InternalTable,
  type InternalTableKind,
  internalTableName,
  isGarbage,
  isInternalTable,
  readInternalTable,
} from './internal-table.ts';
export {
  actionOf,
  commentedStatement,
  type DdlAction,
  isOfView,
  looksLikeMigration,
  type Migration,
  readMigration,
} from './migration.ts';
export { migrationsQuery } from './show-migrations.ts';
export {
  checkCutOverThreshold,
  type DdlStrategy,
  type DdlStrategySetting,
  formatDdlStrategy,
  isManaged,
  parseDdlStrategy,
  readOptions,
  type StrategyDuration,
  type StrategyFlag,
} from './strategy.ts';
export { isMigrationContext, isMigrationId, migrationId } from './uuid.ts';
