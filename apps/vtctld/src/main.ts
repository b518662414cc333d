import { backupStorageFlags, openBackupStorage } from '@vt/backupstorage';
import { serviceDefinition } from '@vt/proto';
import { channelFlags, channelTls, flag, flagGroup, GrpcChannel, json, runProcess } from '@vt/servenv';
import { openTopo, topoFlags } from '@vt/topo';
import { crashAtWorkflowStep, TabletManagers, vtctldImplementation } from '@vt/vtctld';

const flags = {
  ...topoFlags,
  ...backupStorageFlags,
  ...channelFlags('tablet-manager', 'tablet managers'),
  ...flagGroup('vtctld', {
    cell: flag.string('cell this vtctld runs in'),
    'remote-operation-timeout': flag.duration('limit of one call to a tablet', { default: 15_000 }),
  }),
};

await runProcess({
  name: 'vtctld',
  summary: 'changes the shape of the cluster: keyspaces, shards, schemas, primaries',
  flags,
  start: async (env) => {
    const topo = openTopo(env.flags);
    env.onClose('topology', () => topo.close());
    const tls = channelTls('tablet-manager', env.flags);
    const tablets = new TabletManagers((target) => new GrpcChannel(tls === undefined ? { target } : { target, tls }));
    env.onClose('tablet managers', () => tablets.close());
    const backups = openBackupStorage(env.flags);
    const context = {
      topo,
      tablets,
      log: env.log,
      remoteTimeoutMs: env.flags['remote-operation-timeout'],
      reach: crashAtWorkflowStep(process.env['VT_CRASH_AT']),
      ...(backups && { backups }),
    };
    const definition = serviceDefinition('vtctlservice.Vtctld');
    env.grpc.addService(definition, vtctldImplementation(context), 'vtctld');
    env.http.route('/api/keyspaces/', async () => json(await topo.keyspaces.names()), { title: 'keyspaces' });
  },
});
