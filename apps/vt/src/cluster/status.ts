import { type ClusterConfig, type TabletConfig, tabletsOf } from './config.ts';
import { type Answer, get } from './http.ts';
import { connectMysqld } from './mysqld.ts';
import { portOf } from './ports.ts';
import type { ProcessKind } from './process-specs.ts';
import { processesOf } from './processes.ts';
import type { ClusterState } from './state.ts';

/** The contract of `vt status --json`. */
export type ClusterStatus = {
  readonly dir: string;
  readonly config: ClusterConfig;
  readonly processes: readonly ProcessStatus[];
  readonly tablets: readonly TabletStatus[];
};

export type ProcessStatus = {
  readonly name: string;
  readonly kind: ProcessKind;
  readonly pid: number | null;
  readonly running: boolean;
  readonly ports: Readonly<Record<string, number>>;
};

export type TabletStatus = {
  readonly alias: string;
  readonly keyspace: string;
  readonly shard: string;
  /** As the tablet itself says: `primary`, `replica` …; null when it does not answer. */
  readonly type: string | null;
  /** `SERVING`, `NOT_SERVING`; null when it does not answer. */
  readonly state: string | null;
  /** `ok`, or why not; null when it does not answer. */
  readonly health: string | null;
  /** Of its mysqld behind its primary; null for a primary and where replication does not run. */
  readonly lagSeconds: number | null;
};

const TIMEOUT_MS = 3_000;

export async function clusterStatus(dir: string, state: ClusterState): Promise<ClusterStatus> {
  const processes = processesOf(dir, state).map(({ name, kind, ports, identity }) => ({
    name,
    kind,
    pid: identity?.pid ?? null,
    running: identity !== undefined,
    ports,
  }));
  const tablets = await Promise.all(tabletsOf(state.config).map((tablet) => tabletStatus(dir, state.config, tablet)));
  return { dir, config: state.config, processes, tablets };
}

async function tabletStatus(dir: string, config: ClusterConfig, tablet: TabletConfig): Promise<TabletStatus> {
  const port = portOf(config, 'tabletHttp', tablet.uid);
  const [vars, health, lagSeconds] = await Promise.all([
    get(port, '/debug/vars', TIMEOUT_MS).then(readVars),
    get(port, '/debug/health', TIMEOUT_MS),
    replicationLag(dir, tablet.uid),
  ]);
  const text = (name: string) => (typeof vars[name] === 'string' ? (vars[name] as string) : null);
  const { alias, keyspace, shard } = tablet;
  return {
    alias,
    keyspace,
    shard,
    type: text('TabletType'),
    state: text('TabletStateName'),
    health: health?.body.trim() ?? null,
    lagSeconds,
  };
}

function readVars(answer: Answer | undefined): Readonly<Record<string, unknown>> {
  return answer?.status === 200 ? (JSON.parse(answer.body) as Record<string, unknown>) : {};
}

/** MySQL and MariaDB differ in the column's name only. */
async function replicationLag(dir: string, uid: number): Promise<number | null> {
  try {
    const connection = await connectMysqld(dir, uid, AbortSignal.timeout(TIMEOUT_MS));
    try {
      const { fields, rows } = await connection.execute('show replica status');
      const at = fields.findIndex(({ name }) => /^Seconds_Behind_(Source|Master)$/.test(name));
      const value = rows[0]?.[at];
      return value ? Number(Buffer.from(value).toString()) : null;
    } finally {
      connection.close();
    }
  } catch {
    return null;
  }
}
