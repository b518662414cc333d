import { fileURLToPath } from 'node:url';
import { loadPackageDefinition, type ServiceDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

export type EtcdServiceName = 'Cluster' | 'KV' | 'Lease' | 'Maintenance' | 'Watch';

/** The service definitions of proto/etcd/rpc.proto. 64-bit integers are decimal text, bytes are Buffers, enums are names. */
export function loadEtcdServices(): Readonly<Record<EtcdServiceName, ServiceDefinition>> {
  // The same number of steps up from src and from dist.
  const includeDir = fileURLToPath(new URL('../../../../proto/etcd', import.meta.url));
  const definition = loadSync('rpc.proto', {
    includeDirs: [includeDir],
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
