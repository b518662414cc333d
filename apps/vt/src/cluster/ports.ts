import { portProblem, StartError } from '@vt/servenv/cli';
import { type ClusterConfig, tabletsOf } from './config.ts';

/** One port of the cluster and whose it is. */
export type PortUse = { readonly port: number; readonly what: string; readonly process: string };

/** Offsets from `--port-base`; with the default base 15000 they are the ports of Vitess's local example. */
export const offsets = {
  vtctldHttp: 0,
  vtgateHttp: 1,
  vtgateMysql: 306,
  topo: 379,
  topoPeer: 380,
  topoHttp: 381,
  vtgateGrpc: 991,
  vtctldGrpc: 999,
  vtorcHttp: 1_000,
  /** To each of these a tablet's uid is added. */
  tabletHttp: 0,
  tabletGrpc: 1_000,
  mysqld: 2_000,
} as const;

export type PortName = keyof typeof offsets;

export function portOf(config: ClusterConfig, name: PortName, uid = 0): number {
  return config.portBase + offsets[name] + uid;
}

/** The address of the topology server that every process is given. */
export function topoAddress(config: ClusterConfig): string {
  return typeof config.topo === 'object' ? config.topo.address : `127.0.0.1:${portOf(config, 'topo')}`;
}

/** All ports that the cluster listens on. */
export function portsOf(config: ClusterConfig): readonly PortUse[] {
  const use = (name: PortName, what: string, process: string, uid = 0) => ({
    port: portOf(config, name, uid),
    what,
    process,
  });
  const topo = typeof config.topo === 'object' ? [] : [use('topo', 'topology', 'topo')];
  const peer = config.topo === 'etcd' ? [use('topoPeer', 'etcd peer', 'topo')] : [];
  const pages = config.topo === 'embedded' ? [use('topoHttp', 'topology HTTP', 'topo')] : [];
  const tablets = tabletsOf(config).flatMap(({ uid }) => [
    use('tabletHttp', `tablet ${uid} HTTP`, `vttablet-${uid}`, uid),
    use('tabletGrpc', `tablet ${uid} gRPC`, `vttablet-${uid}`, uid),
    use('mysqld', `mysqld of tablet ${uid}`, `mysqld-${uid}`, uid),
  ]);
  return [
    ...topo,
    ...peer,
    ...pages,
    use('vtctldHttp', 'vtctld HTTP', 'vtctld'),
    use('vtctldGrpc', 'vtctld gRPC', 'vtctld'),
    use('vtgateHttp', 'vtgate HTTP', 'vtgate'),
    use('vtgateGrpc', 'vtgate gRPC', 'vtgate'),
    use('vtgateMysql', 'vtgate MySQL', 'vtgate'),
    use('vtorcHttp', 'vtorc HTTP', 'vtorc'),
    ...tablets,
  ];
}

/** Throws StartError when two parts of the cluster would want the same port, or one is out of range. */
export function checkPortPlan(config: ClusterConfig): void {
  const byPort = new Map<number, string>();
  for (const { port, what } of portsOf(config)) {
    if (port < 1 || port > 65_535)
      throw new StartError(`--port-base ${config.portBase} gives ${what} the port ${port}`);
    const other = byPort.get(port);
    if (other !== undefined)
      throw new StartError(`${other} and ${what} would both want port ${port}: use fewer tablets`);
    byPort.set(port, what);
  }
}

/** Throws StartError naming the first port that somebody else listens on. `running`: processes that hold theirs already. */
export async function checkPortsFree(config: ClusterConfig, running: ReadonlySet<string>): Promise<void> {
  const wanted = portsOf(config).filter(({ process }) => !running.has(process));
  const problems = await Promise.all(wanted.map(({ port, what }) => portProblem(port, '127.0.0.1', what)));
  const problem = problems.find((found) => found !== undefined);
  if (problem !== undefined) throw new StartError(`${problem}; choose other ports with --port-base`);
}
