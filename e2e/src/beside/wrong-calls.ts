import type { MethodsOfKind, RequestInput } from '@vt/proto';

type Unary = MethodsOfKind<'vtctlservice.Vtctld', 'unary'>;

/** One call that must fail, or that many would expect to. */
export type WrongCall = { readonly method: Unary; readonly request: unknown };

function call<M extends Unary>(method: M, request: RequestInput<'vtctlservice.Vtctld', M>): WrongCall {
  return { method, request };
}

const nobody = { cell: 'zone1', uid: 999 };
const elsewhere = { cell: 'nowhere', uid: 100 };
const vschema = { sharded: true, vindexes: { v: { type: 'nothing_like_it' } } };

/** What the calls speak of: a keyspace with one shard `0` and its tablet, one whose tablet is dead, and one without shards. */
export type Surroundings = {
  readonly keyspace: string;
  readonly dead: string;
  readonly empty: string;
  readonly primary: { readonly cell: string; readonly uid: number };
  readonly deadTablet: { readonly cell: string; readonly uid: number };
};

/** Calls with wrong names, wrong values, or in a wrong state. */
export function wrongCalls({ keyspace, dead, empty, primary, deadTablet }: Surroundings): readonly WrongCall[] {
  return [
    ...ofCells(),
    ...ofKeyspaces(keyspace, empty),
    ...ofShards(keyspace, empty),
    ...ofTablets(primary, deadTablet),
    ...ofReparents(keyspace, dead, primary, deadTablet),
    ...ofSchemas(keyspace, empty, primary),
    ...ofWorkflows(keyspace, empty),
    ...others(keyspace, empty, primary, deadTablet),
  ];
}

const ofCells = (): WrongCall[] => [
  call('AddCellInfo', { name: 'zone1', cell_info: { server_address: 'x', root: '/x' } }),
  call('UpdateCellsAlias', { name: 'none', cells_alias: { cells: ['nowhere'] } }),
  call('DeleteCellInfo', { name: 'nowhere' }),
  call('GetCellInfo', { cell: 'nowhere' }),
  call('GetCellInfo', { cell: '' }),
  call('DeleteCellsAlias', { name: 'nowhere' }),
  call('GetTopologyPath', { path: '/nothing/there' }),
  call('GetTopologyPath', { path: '' }),
  call('GetSrvKeyspaceNames', { cells: ['nowhere'] }),
  call('GetSrvVSchema', { cell: 'nowhere' }),
  call('DeleteSrvVSchema', { cell: 'nowhere' }),
  call('DeleteSrvVSchema', { cell: '' }),
];

const ofKeyspaces = (keyspace: string, empty: string): WrongCall[] => [
  call('CreateKeyspace', { name: keyspace }),
  call('CreateKeyspace', { name: '' }),
  call('CreateKeyspace', { name: 'a/b' }),
  call('CreateKeyspace', { name: 'wrongpolicy', durability_policy: 'nothing_like_it' }),
  call('CreateKeyspace', { name: 'snap', type: 'SNAPSHOT' }),
  call('CreateKeyspace', { name: 'snap', type: 'SNAPSHOT', base_keyspace: 'nothing' }),
  call('CreateKeyspace', { name: 'longside', sidecar_db_name: 'x'.repeat(70) }),
  call('DeleteKeyspace', { keyspace: 'nothing' }),
  call('DeleteKeyspace', { keyspace }),
  call('GetKeyspace', { keyspace: 'nothing' }),
  call('GetKeyspace', { keyspace: '' }),
  call('SetKeyspaceDurabilityPolicy', { keyspace: 'nothing', durability_policy: 'none' }),
  call('SetKeyspaceDurabilityPolicy', { keyspace, durability_policy: 'nothing_like_it' }),
  call('RemoveKeyspaceCell', { keyspace: 'nothing', cell: 'zone1' }),
  call('FindAllShardsInKeyspace', { keyspace: 'nothing' }),
  call('FindAllShardsInKeyspace', { keyspace: empty }),
  call('RebuildKeyspaceGraph', { keyspace: 'nothing' }),
  call('GetSrvKeyspaces', { keyspace: 'nothing' }),
  call('GetVSchema', { keyspace: 'nothing' }),
  call('ApplyVSchema', { keyspace: 'nothing', v_schema: {} }),
  call('ApplyVSchema', { keyspace: empty }),
  call('ApplyVSchema', { keyspace: empty, v_schema: vschema as never }),
  call('ApplyVSchema', { keyspace: empty, sql: 'alter nonsense' }),
  call('ApplyVSchema', { keyspace: empty, sql: 'select 1' }),
  call('ApplyVSchema', { keyspace: empty, sql: 'alter vschema drop table nothing' }),
  call('ApplyVSchema', { keyspace: empty, sql: 'alter vschema drop vindex nothing' }),
  call('ApplyVSchema', { keyspace: empty, v_schema: {}, sql: 'alter vschema add table x' }),
  call('ApplyRoutingRules', {
    routing_rules: { rules: [{ from_table: 'x', to_tables: ['nothing.x'] }] },
    rebuild_cells: ['nowhere'],
  }),
  call('ValidateKeyspace', { keyspace: 'nothing' }),
  call('ValidateSchemaKeyspace', { keyspace: 'nothing' }),
  call('ValidateVersionKeyspace', { keyspace: 'nothing' }),
  call('ValidatePermissionsKeyspace', { keyspace: 'nothing' }),
  call('ValidateVSchema', { keyspace: 'nothing' }),
];

const ofShards = (keyspace: string, empty: string): WrongCall[] => [
  call('CreateShard', { keyspace: 'nothing', shard_name: '0' }),
  call('CreateShard', { keyspace, shard_name: '0' }),
  call('CreateShard', { keyspace: empty, shard_name: '' }),
  call('CreateShard', { keyspace: empty, shard_name: 'a/b' }),
  call('CreateShard', { keyspace: empty, shard_name: '80-40' }),
  call('GetShard', { keyspace: 'nothing', shard_name: '0' }),
  call('GetShard', { keyspace, shard_name: '-80' }),
  call('GetShard', { keyspace: '', shard_name: '' }),
  call('DeleteShards', { shards: [{ keyspace, name: '-80' }] }),
  call('DeleteShards', { shards: [{ keyspace, name: '0' }] }),
  call('DeleteShards', { shards: [{ keyspace, name: '0' }], even_if_serving: true }),
  call('SetShardIsPrimaryServing', { keyspace, shard: '-80', is_serving: true }),
  call('SetShardTabletControl', { keyspace, shard: '-80', tablet_type: 'REPLICA', denied_tables: ['t'] }),
  call('SetShardTabletControl', {
    keyspace,
    shard: '0',
    tablet_type: 'REPLICA',
    denied_tables: ['t'],
    disable_query_service: true,
  }),
  call('SetVtorcEmergencyReparent', { keyspace: 'nothing', disable: true }),
  call('SetVtorcEmergencyReparent', { keyspace, shard: '-80', disable: true }),
  call('RemoveShardCell', { keyspace, shard_name: '-80', cell: 'zone1' }),
  call('RemoveShardCell', { keyspace, shard_name: '0', cell: 'zone1' }),
  call('SourceShardAdd', { keyspace, shard: '-80', uid: 1, source_keyspace: 'x', source_shard: '0' }),
  call('SourceShardDelete', { keyspace, shard: '-80', uid: 1 }),
  call('SourceShardDelete', { keyspace, shard: '0', uid: 1 }),
  call('GetShardReplication', { keyspace, shard: '-80' }),
  call('GetShardReplication', { keyspace: 'nothing', shard: '0' }),
  call('ShardReplicationFix', { keyspace, shard: '-80', cell: 'zone1' }),
  call('ShardReplicationFix', { keyspace, shard: '0', cell: 'nowhere' }),
  call('ShardReplicationRemove', { keyspace, shard: '-80', tablet_alias: nobody }),
  call('ShardReplicationPositions', { keyspace, shard: '-80' }),
  call('ValidateShard', { keyspace, shard: '-80' }),
  call('ValidateVersionShard', { keyspace, shard: '-80' }),
  call('RefreshStateByShard', { keyspace, shard: '-80' }),
  call('ReloadSchemaShard', { keyspace, shard: '-80' }),
];

const ofTablets = (primary: Surroundings['primary'], deadTablet: Surroundings['primary']): WrongCall[] => {
  const byAlias = [
    'GetTablet',
    'PingTablet',
    'RefreshState',
    'RunHealthCheck',
    'StartReplication',
    'StopReplication',
    'GetFullStatus',
    'GetPermissions',
    'GetVersion',
    'ReloadSchema',
    'GetSchema',
    'GetThrottlerStatus',
    'CheckThrottler',
  ] as const;
  const wrong = [nobody, elsewhere, deadTablet, undefined];
  return [
    ...byAlias.flatMap((method) =>
      wrong
        .filter((alias) => method !== 'GetTablet' || alias !== deadTablet)
        .map((alias) => call(method, (alias ? { tablet_alias: alias } : {}) as never)),
    ),
    call('GetTablets', { keyspace: 'nothing' }),
    call('GetTablets', { shard: '0' }),
    call('GetTablets', { cells: ['nowhere'], strict: true }),
    call('GetTablets', { tablet_aliases: [nobody], strict: true }),
    call('DeleteTablets', { tablet_aliases: [nobody] }),
    call('DeleteTablets', { tablet_aliases: [primary] }),
    call('ChangeTabletTags', { tablet_alias: nobody, tags: { a: 'b' } }),
    call('ChangeTabletType', { tablet_alias: nobody, db_type: 'RDONLY' }),
    call('ChangeTabletType', { tablet_alias: primary, db_type: 'RDONLY' }),
    call('ChangeTabletType', { tablet_alias: deadTablet, db_type: 'PRIMARY' }),
    call('ChangeTabletType', { tablet_alias: deadTablet, db_type: 'UNKNOWN' }),
    call('SetWritable', { tablet_alias: nobody, writable: true }),
    call('SetWritable', { tablet_alias: deadTablet, writable: true }),
    call('SleepTablet', { tablet_alias: nobody }),
    call('ExecuteHook', { tablet_alias: primary }),
    call('ExecuteHook', { tablet_alias: primary, tablet_hook_request: { name: '../x' } }),
    call('ExecuteHook', { tablet_alias: nobody, tablet_hook_request: { name: 'x.sh' } }),
    call('ExecuteFetchAsApp', { tablet_alias: nobody, query: 'select 1' }),
    call('ExecuteFetchAsApp', { tablet_alias: primary, query: 'select nothing' }),
    call('ExecuteFetchAsApp', { tablet_alias: primary, query: '' }),
    call('ExecuteFetchAsDBA', { tablet_alias: nobody, query: 'select 1' }),
    call('ExecuteFetchAsDBA', { tablet_alias: deadTablet, query: 'select 1' }),
    call('ExecuteFetchAsDBA', { tablet_alias: primary, query: 'select nothing' }),
    call('ExecuteFetchAsDBA', { tablet_alias: primary, query: 'select 1; select 2' }),
    call('ExecuteFetchAsDBA', { tablet_alias: primary, query: '' }),
    call('ExecuteFetchAsDBA', { tablet_alias: primary, query: 'select 1 union select 2', max_rows: 1n }),
    call('ExecuteMultiFetchAsDBA', { tablet_alias: primary, sql: 'select 1; select nothing' }),
    call('ExecuteMultiFetchAsDBA', { tablet_alias: primary, sql: '' }),
  ];
};

const ofReparents = (
  keyspace: string,
  dead: string,
  primary: Surroundings['primary'],
  deadTablet: Surroundings['primary'],
): WrongCall[] => [
  call('PlannedReparentShard', { keyspace: 'nothing', shard: '0' }),
  call('PlannedReparentShard', { keyspace, shard: '-80' }),
  call('PlannedReparentShard', { keyspace: '', shard: '' }),
  call('PlannedReparentShard', { keyspace, shard: '0', new_primary: nobody }),
  call('PlannedReparentShard', { keyspace, shard: '0', new_primary: deadTablet }),
  call('PlannedReparentShard', { keyspace, shard: '0', avoid_primary: primary }),
  call('PlannedReparentShard', { keyspace, shard: '0', expected_primary: nobody }),
  call('PlannedReparentShard', { keyspace, shard: '0', new_primary: primary, avoid_primary: primary }),
  call('PlannedReparentShard', { keyspace: dead, shard: '0' }),
  call('EmergencyReparentShard', { keyspace: 'nothing', shard: '0' }),
  call('EmergencyReparentShard', { keyspace, shard: '-80' }),
  call('EmergencyReparentShard', { keyspace, shard: '0', new_primary: nobody }),
  call('EmergencyReparentShard', { keyspace, shard: '0', expected_primary: nobody }),
  call('EmergencyReparentShard', { keyspace: dead, shard: '0' }),
  call('InitShardPrimary', { keyspace, shard: '-80', primary_elect_tablet_alias: primary }),
  call('InitShardPrimary', { keyspace, shard: '0', primary_elect_tablet_alias: nobody }),
  call('ReparentTablet', { tablet: nobody }),
  call('ReparentTablet', { tablet: primary }),
  call('ReparentTablet', {}),
  call('TabletExternallyReparented', { tablet: nobody }),
  call('TabletExternallyReparented', { tablet: deadTablet }),
  call('TabletExternallyReparented', {}),
];

const ofSchemas = (keyspace: string, empty: string, primary: Surroundings['primary']): WrongCall[] => [
  call('ApplySchema', { keyspace: 'nothing', sql: ['create table x (id int primary key)'] }),
  call('ApplySchema', { keyspace, sql: [] }),
  call('ApplySchema', { keyspace, sql: ['nonsense'] }),
  call('ApplySchema', { keyspace, sql: ['alter table nothing add column a int'] }),
  call('ApplySchema', { keyspace, sql: ['insert into nothing values (1)'] }),
  call('ApplySchema', { keyspace, sql: ['create table x (id int primary key)'], ddl_strategy: 'nonsense' }),
  call('ApplySchema', { keyspace, sql: ['alter table x add column a int'], ddl_strategy: 'vitess --nonsense' }),
  call('ApplySchema', {
    keyspace,
    sql: ['alter table x add column a int'],
    ddl_strategy: 'vitess',
    uuid_list: ['a', 'b'],
  }),
  call('ApplySchema', {
    keyspace,
    sql: ['alter table x add column a int'],
    ddl_strategy: 'vitess',
    uuid_list: ['nonsense'],
  }),
  call('ApplySchema', { keyspace: empty, sql: ['create table x (id int primary key)'] }),
  call('CopySchemaShard', { source_tablet_alias: nobody, destination_keyspace: keyspace, destination_shard: '0' }),
  call('CopySchemaShard', { source_tablet_alias: primary, destination_keyspace: keyspace, destination_shard: '-80' }),
  call('ReloadSchemaKeyspace', { keyspace: 'nothing' }),
  call('GetSchemaMigrations', { keyspace: 'nothing' }),
  call('GetSchemaMigrations', { keyspace, uuid: 'nonsense' }),
  call('CancelSchemaMigration', { keyspace: 'nothing', uuid: 'all' }),
  call('CancelSchemaMigration', { keyspace, uuid: 'nonsense' }),
  call('CancelSchemaMigration', { keyspace, uuid: '' }),
  call('RetrySchemaMigration', { keyspace, uuid: 'nonsense' }),
  call('LaunchSchemaMigration', { keyspace, uuid: '' }),
  call('CompleteSchemaMigration', { keyspace, uuid: 'nonsense' }),
  call('CleanupSchemaMigration', { keyspace, uuid: '' }),
  call('ForceCutOverSchemaMigration', { keyspace, uuid: '' }),
];

const ofWorkflows = (keyspace: string, empty: string): WrongCall[] => [
  call('GetWorkflows', { keyspace: 'nothing' }),
  call('GetWorkflows', { keyspace, workflow: 'nothing' }),
  call('GetWorkflows', { keyspace: empty }),
  call('WorkflowStatus', { keyspace: 'nothing', workflow: 'w' }),
  call('WorkflowStatus', { keyspace, workflow: 'nothing' }),
  call('WorkflowSwitchTraffic', { keyspace: 'nothing', workflow: 'w' }),
  call('WorkflowSwitchTraffic', {
    keyspace,
    workflow: 'nothing',
    tablet_types: ['PRIMARY'],
    timeout: { seconds: 30n },
    max_replication_lag_allowed: { seconds: 30n },
  }),
  call('WorkflowMirrorTraffic', { keyspace, workflow: 'nothing', percent: 10, tablet_types: ['PRIMARY'] }),
  call('WorkflowUpdate', { keyspace, tablet_request: { workflow: 'nothing' } }),
  call('WorkflowUpdate', { keyspace: 'nothing', tablet_request: { workflow: 'nothing' } }),
  call('WorkflowDelete', { keyspace, workflow: 'nothing' }),
  call('WorkflowDelete', { keyspace: 'nothing', workflow: 'nothing' }),
  call('MoveTablesCreate', {
    workflow: 'w',
    source_keyspace: 'nothing',
    target_keyspace: keyspace,
    include_tables: ['t'],
  }),
  call('MoveTablesCreate', {
    workflow: 'w',
    source_keyspace: keyspace,
    target_keyspace: 'nothing',
    include_tables: ['t'],
  }),
  call('MoveTablesCreate', {
    workflow: 'w',
    source_keyspace: keyspace,
    target_keyspace: empty,
    include_tables: ['nothing'],
  }),
  call('MoveTablesCreate', {
    workflow: 'w',
    source_keyspace: keyspace,
    target_keyspace: keyspace,
    include_tables: ['nothing'],
  }),
  call('MoveTablesComplete', { workflow: 'nothing', target_keyspace: keyspace }),
  call('ReshardCreate', { workflow: 'w', keyspace: 'nothing', source_shards: ['0'], target_shards: ['-80', '80-'] }),
  call('ReshardCreate', { workflow: 'w', keyspace, source_shards: ['0'], target_shards: ['-80', '80-'] }),
  call('ReshardCreate', { workflow: 'w', keyspace, source_shards: [], target_shards: [] }),
  call('ReshardCreate', { workflow: 'w', keyspace, source_shards: ['0'], target_shards: ['0'] }),
  call('MaterializeCreate', {
    settings: {
      workflow: 'w',
      source_keyspace: 'nothing',
      target_keyspace: keyspace,
      table_settings: [{ target_table: 'a', source_expression: 'select * from a' }],
    },
  }),
  call('MaterializeCreate', {
    settings: {
      workflow: 'w',
      source_keyspace: keyspace,
      target_keyspace: keyspace,
      table_settings: [{ target_table: 'a', source_expression: 'nonsense' }],
    },
  }),
  call('MaterializeCreate', {
    settings: { workflow: 'w', source_keyspace: keyspace, target_keyspace: keyspace, table_settings: [] },
  }),
  call('LookupVindexCreate', { keyspace: 'nothing', workflow: 'w', vindex: {} }),
  call('LookupVindexCreate', { keyspace, workflow: 'w', vindex: {} }),
  call('LookupVindexExternalize', { keyspace, name: 'nothing', table_keyspace: keyspace }),
  call('LookupVindexInternalize', { keyspace, name: 'nothing', table_keyspace: keyspace }),
  call('VDiffCreate', { workflow: 'nothing', target_keyspace: keyspace, uuid: '7b5b7ad6-0a53-4b4f-9e8a-4a9aa7bf6bd5' }),
  call('VDiffCreate', {
    workflow: 'nothing',
    target_keyspace: 'nothing',
    uuid: '7b5b7ad6-0a53-4b4f-9e8a-4a9aa7bf6bd5',
  }),
  call('VDiffCreate', { workflow: 'nothing', target_keyspace: keyspace, uuid: 'nonsense' }),
  call('VDiffShow', { workflow: 'nothing', target_keyspace: keyspace, arg: 'last' }),
  call('VDiffShow', { workflow: 'nothing', target_keyspace: keyspace, arg: 'nonsense' }),
  call('VDiffShow', { workflow: 'nothing', target_keyspace: 'nothing', arg: 'all' }),
  call('VDiffStop', { workflow: 'nothing', target_keyspace: keyspace, uuid: '7b5b7ad6-0a53-4b4f-9e8a-4a9aa7bf6bd5' }),
  call('VDiffResume', { workflow: 'nothing', target_keyspace: keyspace, uuid: '7b5b7ad6-0a53-4b4f-9e8a-4a9aa7bf6bd5' }),
  call('VDiffDelete', { workflow: 'nothing', target_keyspace: keyspace, arg: '7b5b7ad6-0a53-4b4f-9e8a-4a9aa7bf6bd5' }),
  call('VDiffDelete', { workflow: 'nothing', target_keyspace: keyspace, arg: 'all' }),
  call('MountShow', { name: 'nothing' }),
  call('MountUnregister', { name: 'nothing' }),
  call('MountRegister', { name: 'm', topo_type: 'nonsense', topo_server: 'x', topo_root: '/x' }),
];

const others = (
  keyspace: string,
  empty: string,
  primary: Surroundings['primary'],
  deadTablet: Surroundings['primary'],
): WrongCall[] => [
  call('GetBackups', { keyspace: 'nothing', shard: '0' }),
  call('GetBackups', { keyspace, shard: '' }),
  call('RemoveBackup', { keyspace, shard: '0', name: 'nothing' }),
  call('GetUnresolvedTransactions', { keyspace: 'nothing' }),
  call('GetUnresolvedTransactions', { keyspace: empty }),
  call('GetTransactionInfo', { dtid: 'nonsense' }),
  call('GetTransactionInfo', { dtid: 'nothing:0:12' }),
  call('ConcludeTransaction', { dtid: 'nonsense' }),
  call('UpdateThrottlerConfig', { keyspace: 'nothing', enable: true }),
  call('UpdateThrottlerConfig', { keyspace, enable: true, disable: true }),
  call('UpdateThrottlerConfig', { keyspace, metric_name: 'nonsense', threshold: 1 }),
  call('UpdateThrottlerConfig', { keyspace, app_name: 'test', app_checked_metrics: ['nonsense'] }),
  call('CheckThrottler', { tablet_alias: primary, scope: 'nonsense' }),
  call('CheckThrottler', { tablet_alias: deadTablet, app_name: 'nonsense' }),
];
