import { readFileSync } from 'node:fs';
import { credentials } from '@grpc/grpc-js';
import { freePort } from '@vt/mysql/testing';
import { makeClient, type RequestInput, type ServiceClient } from '@vt/proto';
import { readFlags, Service, silentLogger } from '@vt/servenv';
import { fromProtoRow } from '@vt/sqltypes';
import { type MemoryServer, TopoServer } from '@vt/topo';
import { vttabletSpec } from '../vttablet.ts';

const memory = new Map<string, MemoryServer>();
const spec = vttabletSpec(() => openTestTopo());

/** The topology in this process's memory that all test tablets share. */
export function openTestTopo(): TopoServer {
  return TopoServer.open({ implementation: 'memory', globalServerAddress: 'global', globalRoot: '/global', memory });
}

/** Empties the topology. */
export function resetTestTopo(): void {
  memory.clear();
}

/** A whole vttablet in this process, with a mysqld of its own. */
export class TestTablet {
  readonly uid: number;
  readonly #args: string[];
  #service: Service<typeof spec.flags> | undefined;
  manager!: ServiceClient<'tabletmanagerservice.TabletManager'>;
  queries!: ServiceClient<'queryservice.Query'>;

  constructor(uid: number, args: string[]) {
    this.uid = uid;
    this.#args = [`--tablet-path=zone1-${uid}`, ...args];
  }

  get alias(): { cell: string; uid: number } {
    return { cell: 'zone1', uid: this.uid };
  }

  async start(): Promise<void> {
    const grpcPort = await freePort();
    const args = [...this.#args, `--grpc-port=${grpcPort}`, '--grpc-bind-address=127.0.0.1', '--lameduck-period=0s'];
    const { values } = readFlags(spec.name, spec.flags, args);
    this.#service = new Service(spec, { flags: values, log: silentLogger });
    await this.#service.start();
    const address = `127.0.0.1:${grpcPort}`;
    this.manager = makeClient('tabletmanagerservice.TabletManager', address, credentials.createInsecure());
    this.queries = makeClient('queryservice.Query', address, credentials.createInsecure());
  }

  async stop(): Promise<void> {
    this.manager?.close();
    this.queries?.close();
    await this.#service?.stop();
  }

  get vars(): Record<string, unknown> {
    return this.#service?.env.stats.vars() ?? {};
  }

  async query(sql: string, tabletType: 'PRIMARY' | 'REPLICA'): Promise<string[][]> {
    const request: RequestInput<'queryservice.Query', 'Execute'> = {
      target: { keyspace: 'commerce', shard: '0', tablet_type: tabletType },
      query: { sql },
      options: { included_fields: 'ALL' },
    };
    const { result } = await this.queries.unary('Execute', request, { timeoutMs: 60_000 });
    return (result?.rows ?? []).map((row) => fromProtoRow(row).map(String));
  }

  async mysqldPid(): Promise<number> {
    const query = Buffer.from("show variables like 'pid_file'");
    const { result } = await this.manager.unary('ExecuteFetchAsDba', { query, max_rows: 10n });
    const path = fromProtoRow(result?.rows[0] ?? { lengths: [], values: Buffer.alloc(0) }).map(String)[1] ?? '';
    return Number(readFileSync(path, 'utf8').trim());
  }

  /** `primary SERVING` */
  get state(): string {
    return `${String(this.vars['TabletType'])} ${String(this.vars['TabletStateName'])}`;
  }

  async position(): Promise<string> {
    return (await this.manager.unary('PrimaryPosition', {})).position;
  }
}
