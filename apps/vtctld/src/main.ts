import { backupStorageFlags, openBackupStorage } from '@vt/backupstorage';
import { serviceDefinition } from '@vt/proto';
import {
  type CommonFlags,
  callerFlags,
  channelFlags,
  channelSecurity,
  crashAt,
  type FlagValues,
  flag,
  flagGroup,
  followStaticUsers,
  GrpcChannel,
  type Logger,
  runProcess,
} from '@vt/servenv';
import { openTopo, topoFlags } from '@vt/topo';
import {
  type ApiMode,
  addApi,
  auditFile,
  everybodyMay,
  RecentChanges,
  RolesFile,
  reparentStats,
  TabletManagers,
  vtctldImplementation,
  watchAbandonedSwitches,
} from '@vt/vtctld';

const flags = {
  ...topoFlags,
  ...backupStorageFlags,
  ...callerFlags,
  ...channelFlags('tablet-manager', 'tablet managers'),
  ...flagGroup('vtctld', {
    'audit-log-file': flag.string('every change is appended here: who, what, the records before and after'),
    cell: flag.string('cell this vtctld runs in'),
    'disable-active-reparents': flag.boolean(
      'refuse to move primaries: another tool does, and tells it by TabletExternallyReparented',
    ),
    'http-api': flag.choice(
      ['', 'off', 'read-only', 'full'],
      'the methods as JSON over HTTP; if empty: all of them where callers give a password (--grpc-auth-mode static), else those that change nothing',
    ),
    'remote-operation-timeout': flag.duration('limit of one call to a tablet', { default: 15_000 }),
    'roles-file': flag.string('JSON object of user and role (admin, reader, none); * is everybody else'),
    'vtgate-addresses': flag.list('host:port of the pages of vtgates whose statements the page shows'),
    'vtorc-addresses': flag.list('host:port of vtorcs whose repairs the page shows'),
  }),
};

void runProcess({
  name: 'vtctld',
  summary: 'changes the shape of the cluster: keyspaces, shards, schemas, primaries',
  flags,
  start: async (env) => {
    const topo = openTopo(env.flags, env.stats);
    env.onClose('topology', () => topo.close());
    const security = channelSecurity('tablet-manager', env.flags);
    const tablets = new TabletManagers((target) => new GrpcChannel({ target, ...security }));
    env.onClose('tablet managers', () => tablets.close());
    const backups = openBackupStorage(env.flags);
    const context = {
      topo,
      tablets,
      log: env.log,
      remoteTimeoutMs: env.flags['remote-operation-timeout'],
      onReparent: reparentStats(env.stats),
      isReparentedElsewhere: env.flags['disable-active-reparents'],
      reach: crashAt(process.env['VT_CRASH_AT']),
      ...(backups && { backups }),
    };
    void watchAbandonedSwitches(context, env.signal);
    const definition = serviceDefinition('vtctlservice.Vtctld');
    const { changes, ...access } = accessOf(env.flags, env.log);
    env.grpc.addService(definition, vtctldImplementation(context, access), 'vtctld');
    addApi(env.http, { context, access, changes, ...apiOf(env.flags) });
  },
});

function accessOf(values: FlagValues<typeof flags>, log: Logger) {
  const { 'roles-file': roles, 'audit-log-file': audit } = values;
  const problem = (what: string) => (error: unknown) => log.error({ err: error }, what);
  const changes = new RecentChanges(
    audit ? auditFile(audit, problem('a change was not written to the audit log')) : undefined,
  );
  return {
    changes,
    authorize: roles ? new RolesFile(roles, problem('roles file not read again')).authorize : everybodyMay,
    audit: changes.log,
  };
}

/** Passwords are checked as gRPC checks them. A certificate is not shown to HTTP: then there is no API. */
function apiOf(values: FlagValues<typeof flags & CommonFlags>) {
  const { 'grpc-auth-mode': auth, 'grpc-auth-static-password-file': file, 'http-api': wanted } = values;
  const users = auth === 'static' ? followStaticUsers(file) : undefined;
  const mode: ApiMode = auth === 'mtls' ? 'off' : wanted || (users ? 'full' : 'read-only');
  return {
    mode,
    users,
    vtorcs: values['vtorc-addresses'],
    vtgates: values['vtgate-addresses'],
  };
}
