import { MoveCluster } from '../reshard/move-cluster.ts';
import { VitessPrograms } from './vitess-programs.ts';

const UID = 500;
const US = 'ours/0';
const THEM = 'theirs/0';

/** What reads, and what is refused; `\u00a0` is a space within an argument. {our} and {their} are primaries, {replica} is ours. */
const looks = `
GetCellInfo zone1
GetCellInfo nowhere
GetCellInfo
GetCellInfoNames
GetCellInfoNames more
GetCellsAliases
GetKeyspace ours
GetKeyspace nowhere
GetKeyspaces
FindAllShardsInKeyspace ours
FindAllShardsInKeyspace nowhere
GetShard ${US}
GetShard ours/1
GetShard ours
GetShardReplication ${US}
GetShardReplication ${US} zone1
GetShardReplication ${US} nowhere
ShardReplicationPositions ${US}
ShardReplicationPositions ours/1
GetTablet {our}
GetTablet zone1-999
GetTablet nonsense
GetTablets
GetTablets --format json
GetTablets --format nonsense
GetTablets --keyspace ours
GetTablets --keyspace nowhere
GetTablets --keyspace ours --shard 1
GetTablets --cell nowhere
GetTablets --cell nowhere --strict
GetTablets --tablet-type rdonly
GetTablets --tablet-type nonsense
GetTablets --tablet-alias {our} --tablet-alias {their}
GetTabletVersion {their}
GetFullStatus {our}
GetFullStatus {their}
GetFullStatus {replica}
GetPermissions {their}
GetSchema {their}
GetSchema {our}
GetSchema --tables t {our}
GetSchema --tables nothing {our}
GetSchema --exclude-tables t {our}
GetSchema --table-names-only {our}
GetSchema --table-sizes-only {our}
GetSchema --table-schema-only {our}
GetSchema --table-schema-only --table-names-only {our}
GetSchema zone1-999
GetSrvKeyspaceNames
GetSrvKeyspaceNames zone1
GetSrvKeyspaceNames nowhere
GetSrvKeyspaces ours
GetSrvKeyspaces nowhere
GetSrvKeyspaces ours zone1
GetSrvVSchema zone1
GetSrvVSchema nowhere
GetSrvVSchemas
GetSrvVSchemas zone1
GetVSchema ours
GetVSchema nowhere
GetRoutingRules
GetShardRoutingRules
GetKeyspaceRoutingRules
GetMirrorRules
GetTopologyPath /
GetTopologyPath /global
GetTopologyPath /zone1
GetTopologyPath /global/keyspaces
GetTopologyPath /global/keyspaces/ours
GetTopologyPath /global/keyspaces/ours/Keyspace
GetTopologyPath /global/keyspaces/ours/VSchema
GetTopologyPath /global/keyspaces/ours/shards/0/Shard
GetTopologyPath /zone1/SrvVSchema
GetTopologyPath /zone1/keyspaces/ours/SrvKeyspace
GetTopologyPath /zone1/keyspaces/ours/shards/0/ShardReplication
GetTopologyPath /global/cells/zone1/CellInfo
GetTopologyPath /nowhere
GetTopologyPath /global/nothing
GetTopologyPath global
GetThrottlerStatus {their}
GetThrottlerStatus {our}
CheckThrottler {their}
CheckThrottler {our}
CheckThrottler --app-name nonsense --scope shard {our}
CheckThrottler --scope nonsense {our}
GetBackups ${US}
GetBackups --json ${US}
GetBackups ours
GetWorkflows ours
GetWorkflows --show-all theirs
Workflow --keyspace ours list
Workflow --keyspace ours show
Workflow --keyspace ours show --workflow nothing
Workflow --keyspace nowhere list
OnlineDDL show ours
OnlineDDL show ours recent
OnlineDDL show --json ours all
OnlineDDL show ours nonsense
OnlineDDL cancel ours nonsense
OnlineDDL show nowhere
DistributedTransaction unresolved-list --keyspace ours
DistributedTransaction unresolved-list --keyspace theirs
DistributedTransaction get-info --dtid ours:0:1
DistributedTransaction get-info --dtid nonsense
DistributedTransaction conclude --dtid ours:0:1
Validate
Validate --ping-tablets
ValidateKeyspace ours
ValidateKeyspace --ping-tablets theirs
ValidateShard ${US}
ValidateShard ours/1
ValidateShard --ping-tablets ${THEM}
ValidateSchemaKeyspace ours
ValidateSchemaKeyspace --include-vschema --include-views ours
ValidateSchemaKeyspace --skip-no-primary --exclude-tables t ours
ValidateSchemaShard ${US}
ValidateVersionKeyspace theirs
ValidateVersionShard ${THEM}
ValidatePermissionsKeyspace ours
ValidatePermissionsShard ${US}
ValidatePermissionsShard ${THEM}
ValidateVSchema ours 0 --exclude-tables t
ValidateVSchema ours
PingTablet {our}
PingTablet zone1-999
RunHealthCheck {their}
RefreshState {our}
RefreshStateByShard ${US}
RefreshStateByShard --cells nowhere ${US}
ReloadSchema {our}
ReloadSchemaKeyspace ours
ReloadSchemaShard ${US}
GenerateShardRanges 3
GenerateShardRanges 0
GenerateShardRanges x
GenerateShardRanges --hex-width 4 2
ExecuteFetchAsDBA {our} select\u00a01
ExecuteFetchAsDBA --json {our} select\u00a01,null,'x'
ExecuteFetchAsDBA {our} selec
ExecuteFetchAsDBA {their} selec
ExecuteFetchAsDBA --max-rows 1 {our} select\u00a01\u00a0union\u00a0select\u00a02
ExecuteFetchAsDBA --max-rows 1 {their} select\u00a01\u00a0union\u00a0select\u00a02
ExecuteFetchAsApp {our} select\u00a0*\u00a0from\u00a0nowhere
ExecuteFetchAsApp {their} select\u00a0*\u00a0from\u00a0nowhere
ExecuteFetchAsApp --use-pool {our} select\u00a01
ExecuteMultiFetchAsDBA {our} select\u00a01;\u00a0select\u00a02
ExecuteMultiFetchAsDBA {their} select\u00a01;\u00a0selec
ExecuteHook {our} nothing.sh
ExecuteHook {their} nothing.sh
StopReplication {our}
StartReplication {our}
StopReplication {replica}
StartReplication {replica}
SetWritable {our} nonsense
SetWritable {our} true
SleepTablet {our} 10ms
ChangeTabletType {our} replica
ChangeTabletType {replica} nonsense
ChangeTabletType --dry-run {replica} rdonly
ChangeTabletType {replica} rdonly
ChangeTabletType {replica} replica
ChangeTabletTags {replica} a=b
ChangeTabletTags --replace {replica} c=d
GetTablet {replica}
DeleteTablets {our}
PlannedReparentShard ours/1
PlannedReparentShard ${US} --new-primary zone1-999
PlannedReparentShard ${US} --new-primary {our}
PlannedReparentShard ${US} --expected-primary {replica}
EmergencyReparentShard ${US} --new-primary zone1-999
TabletExternallyReparented {our}
ReparentTablet {our}
ReparentTablet {replica}
ApplySchema ours
ApplySchema --sql selec ours
ApplySchema --sql create\u00a0table\u00a0t\u00a0(id\u00a0int) ours
ApplySchema --sql create\u00a0table\u00a0n\u00a0(id\u00a0int) nowhere
ApplySchema --ddl-strategy nonsense --sql drop\u00a0table\u00a0t ours
ApplyVSchema ours
ApplyVSchema --vschema nonsense ours
ApplyVSchema --vschema {"sharded":true,"vindexes":{"v":{"type":"nope"}}} ours
ApplyVSchema --vschema {"tables":{"t":{}}} --dry-run ours
ApplyVSchema --vschema {"tables":{"t":{}}} nowhere
ApplyVSchema --sql alter\u00a0vschema\u00a0add\u00a0table\u00a0t ours
ApplyRoutingRules --rules nonsense
ApplyRoutingRules --rules {"rules":[{"from_table":"x","to_tables":["ours.t"]}]} --dry-run
ApplyShardRoutingRules --rules nonsense
ApplyKeyspaceRoutingRules --rules nonsense
UpdateThrottlerConfig --threshold nonsense ours
UpdateThrottlerConfig --enable --disable ours
UpdateThrottlerConfig --enable nowhere
CreateKeyspace ours
CreateKeyspace --durability-policy nonsense other
CreateKeyspace --type nonsense other
CreateShard ours/0
CreateShard ours
CreateShard nowhere/0
DeleteKeyspace ours
DeleteKeyspace nowhere
DeleteShards ${US}
DeleteShards ours/1
SetKeyspaceDurabilityPolicy --durability-policy nonsense ours
SetKeyspaceDurabilityPolicy --durability-policy none nowhere
SetShardIsPrimaryServing ${US} true
SetShardTabletControl ${US} replica --denied-tables t
SetShardTabletControl --remove ${US} replica
SetVtorcEmergencyReparent ours
RebuildKeyspaceGraph ours
RebuildKeyspaceGraph nowhere
RebuildVSchemaGraph
RemoveBackup ${US} nothing
RestoreFromBackup {our}
Backup {our}
BackupShard ours/1
RemoveShardCell ${US} zone1
RemoveKeyspaceCell ours nowhere
SourceShardAdd ours/0 1 theirs/0
ShardReplicationFix zone1 ${US}
WriteTopologyPath /global/x y
AddCellInfo zone1 --root x --server-address y
AddCellsAlias a
AddCellsAlias a --cells nowhere
UpdateCellInfo nowhere --root /x
DeleteCellInfo nowhere
DeleteCellsAlias nowhere
GetTabletz
GetTablets --nonsense
GetTablets more
MoveTables
MoveTables create
VDiff show
--help GetTablets
`;

export type Answer = { readonly code: number; readonly text: string };
/** What a command printed: theirs at their vtctld, theirs at ours, and ours at ours. */
export type Looked = {
  readonly command: string;
  readonly theirs: Answer;
  readonly atOurs: Answer;
  readonly ours: Answer;
};

/** Every command that looks, and many that are refused: Vitess's client at both vtctlds, and ours at ours, on the same topology and tablets. */
export async function* looksBeside(bin: string, portBase?: number, only = ''): AsyncGenerator<Looked> {
  const cluster = await MoveCluster.start({ topo: 'etcd', ...(portBase && { portBase }) });
  const vitess = new VitessPrograms(bin, cluster);
  try {
    await vitess.vtctld();
    await cluster.addShard('ours', '0');
    await cluster.addReplica('ours', '0');
    await vitess.tablet(UID, 'theirs');
    await cluster.addOthersShard('theirs', '0', UID);
    const create = 'create table t (id int primary key, v varchar(10) default "x")';
    for (const keyspace of ['ours', 'theirs']) await cluster.vtctl('ApplySchema', '--sql', create, keyspace);
    const our = cluster.uid('ours', '0');
    const names: Readonly<Record<string, string>> = {
      '{our}': `zone1-${our}`,
      '{replica}': `zone1-${our + 1}`,
      '{their}': `zone1-${UID}`,
    };
    for (const command of looks.split('\n').filter((line) => line !== '' && new RegExp(only).test(line))) {
      const args = command.split(' ').map((word) => (names[word] ?? word).replaceAll('\u00a0', ' '));
      const theirs = answer(await vitess.client(args, vitess.vtctldAddress));
      const atOurs = answer(await vitess.client(args));
      const ours = answer(await cluster.programs.tryVtctldclient('--server', cluster.vtctldAddress, ...args));
      yield { command, theirs, atOurs, ours };
    }
  } finally {
    await vitess.stop();
    await cluster.stop();
  }
}

/** Without what is a client's own: how to use a command, and how it logs. */
const answer = ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }): Answer => ({
  code,
  text: `${stdout}${stderr}`
    .replaceAll(/Usage:\n.*?(?=\n\{"time"|$)/gs, '')
    .replaceAll(/^\{"time":.*\}$/gm, (line) => `E: ${(JSON.parse(line) as { msg: string }).msg}`)
    .replaceAll(/\/vitess\/(?:global|zone1)\//g, '')
    .trim(),
});
