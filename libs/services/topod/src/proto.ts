import { join } from 'node:path';
import { loadPackageDefinition, type ServiceDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { protoDir } from '@vt/proto';

export type EtcdServiceName = 'Cluster' | 'KV' | 'Lease' | 'Maintenance' | 'Watch';

/** The service definitions of proto/etcd/rpc.proto. 64-bit integers are decimal text, bytes are Buffers, enums are names. */
export function loadEtcdServices(): Readonly<Record<EtcdServiceName, ServiceDefinition>> {
  const definition = loadSync('rpc.proto', {
    includeDirs: [join(protoDir(), 'etcd')],
    keepCase: true,
    longs: String,
    enums: String,
    defaults: true,
    oneofs: true,
  });
  const { etcdserverpb } = loadPackageDefinition(definition) as unknown as {
    etcdserverpb: Record<EtcdServiceName, { service: ServiceDefinition }>;
  };
  const service = (name: EtcdServiceName): ServiceDefinition => etcdserverpb[name].service;
  return {
    Cluster: service('Cluster'),
    KV: service('KV'),
    Lease: service('Lease'),
    Maintenance: service('Maintenance'),
    Watch: service('Watch'),
  };
}
