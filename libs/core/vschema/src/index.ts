export {
  allShards,
  anyShard,
  type Destination,
  formatDestination,
  isUniqueDestination,
  keyspaceIdDestination,
  noDestination,
  onlyShard,
} from './destination/destination.ts';
export { notSharded, owner, resolveDestination, type ServingShard } from './destination/resolve.ts';
export { parseTabletType, parseTarget, TabletType, type TabletTypeName, type Target } from './destination/target.ts';
export { compareKeys, fromHex, normalizeKey, toHex } from './key-range/bytes.ts';
export { evenShardRange, generateShardRanges } from './key-range/generate.ts';
export {
  compareEnds,
  compareKeyRanges,
  compareStarts,
  formatKeyRange,
  fullKeyRange,
  intersectKeyRanges,
  isPartialRange,
  isValidKeyRange,
  joinKeyRanges,
  type KeyRange,
  keyRangeContains,
  keyRangeContainsRange,
  keyRangesContiguous,
  keyRangesEqual,
  keyRangesIntersect,
  parseKeyRange,
  parseKeyRangeParts,
  parseShardingSpec,
} from './key-range/key-range.ts';
export {
  checkCompleteness,
  checkNoOverlap,
  isRangeShard,
  parseShardName,
  type ShardName,
  shardsIntersect,
} from './key-range/shard-name.ts';
export * from './lookup/index.ts';
export { alterKeyspaceDocument, type VSchemaChange } from './model/alter.ts';
export { bestColumnVindex } from './model/best-vindex.ts';
export { buildVSchema, type TrackedSchema, type TrackedTable, type TrackedTables } from './model/build.ts';
export type {
  ColumnDocument,
  ColumnVindexDocument,
  ForeignKeyMode,
  KeyspaceDocument,
  RoutingRuleDocument,
  SrvVSchemaDocument,
  TableDocument,
  VindexDocument,
} from './model/document.ts';
export { findKeyspace, findMirrorRule, findRoutedTable, findTable, findTableOrVindex } from './model/find.ts';
export type {
  AutoIncrement,
  Column,
  ColumnVindex,
  ForeignKey,
  KeyspaceSchema,
  MirrorRule,
  RoutingRule,
  Table,
  TableType,
  UniqueKey,
  ViewDefinition,
  VindexEntry,
  VSchema,
} from './model/model.ts';
export { parseKeyspaceDocument, parseSrvVSchemaDocument } from './model/parse-document.ts';
export { plainTable } from './model/plain-table.ts';
export { type QualifiedName, readName } from './model/table-name.ts';
export { writeKeyspaceDocument } from './model/write-document.ts';
export { chooseVindexForType } from './vindex/choose.ts';
export { computedVindex } from './vindex/computed.ts';
export { loadVindexModules } from './vindex/load-modules.ts';
export { type OwnType, ownType } from './vindex/own-types.ts';
export { type VindexRegistry, type VindexType, vindexRegistry } from './vindex/registry.ts';
export { insteadOfNull, type StoredColumn, storedValue } from './vindex/stored.ts';
export { type ColumnKind, separatesEquals, tellsShard } from './vindex/trust.ts';
export {
  type LookupDefinition,
  type LookupVindex,
  type MultiColumnVindex,
  needsQueries,
  type SingleColumnVindex,
  type Vindex,
  type VindexDefinition,
  type VindexEnvironment,
  type VindexFactory,
  type VindexParams,
} from './vindex/vindex.ts';
