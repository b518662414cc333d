import { parseArgs } from 'node:util';
import type { Form } from './loadgen.ts';
import { shardedNames } from './sharded/run.ts';
import { workloads } from './workloads.ts';

const usage = `npm run bench -- [flags]
Throughput, latency and CPU of a direct connection, a byte-forwarding proxy, and vtgate with vttablet, in one run.

  --workload NAME        one of ${workloads.map((w) => w.name).join(', ')}; repeatable (default all); none: no workload
  --form text|prepared   repeatable (default both)
  --connections LIST     default 1,8,64,256
  --repeats N            default 5; figures are medians
  --seconds N            of each measurement, default 3
  --json FILE            the figures as JSON too
  --profile DIR          CPU profiles of gate and tablet, one pair for each workload
  --cluster DIR          measure the cluster in this folder (vt up --keyspace bench=0), which stays up
  --shards N             of the benchmark's keyspace, default 1; with several, vtgate alone is measured (one mysqld has not all rows)
  --scan ROWS            also streams so many rows through one connection, direct and through vtgate, and watches the memory
  --crowd CLIENTS        also connects so many clients, which all ask at once: 5,000 on the tablet's 16 connections, say
  --connects PROCESSES   also lets so many client processes connect and leave, as fast as they can
  --sharded NAME         measures no workload but what the gate itself does over four shards, against bounds: ${shardedNames.join(', ')}, or all; repeatable
  --sharded-rows N       of each shard, default 1,250,000
  --port-base N          of the cluster of --sharded; default: a free one
  --no-generator-check   leave out the comparison of our load generator with sysbench
`;

export type Options = {
  readonly workloads: readonly string[];
  readonly forms: readonly Form[];
  readonly connections: readonly number[];
  readonly repeats: number;
  readonly seconds: number;
  readonly json: string | undefined;
  readonly profile: string | undefined;
  readonly cluster: string | undefined;
  readonly shards: number;
  /** 0: none. */
  readonly scanRows: number;
  readonly crowdClients: number;
  readonly connectProcesses: number;
  readonly generatorCheck: boolean;
  /** What to measure of the gate itself; empty: the workloads. */
  readonly sharded: readonly string[];
  readonly shardedRows: number;
  readonly portBase: number | undefined;
};

export function parseOptions(argv: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      workload: { type: 'string', multiple: true },
      form: { type: 'string', multiple: true },
      connections: { type: 'string', default: '1,8,64,256' },
      repeats: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '3' },
      json: { type: 'string' },
      profile: { type: 'string' },
      cluster: { type: 'string' },
      scan: { type: 'string', default: '0' },
      crowd: { type: 'string', default: '0' },
      connects: { type: 'string', default: '0' },
      sharded: { type: 'string', multiple: true, default: [] },
      'sharded-rows': { type: 'string', default: '1250000' },
      'port-base': { type: 'string' },
      shards: { type: 'string', default: '1' },
      'no-generator-check': { type: 'boolean', default: false },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    process.exit(0);
  }
  return {
    workloads: values.workload?.filter((name) => name !== 'none') ?? workloads.map((w) => w.name),
    forms: (values.form as Form[] | undefined) ?? ['text', 'prepared'],
    connections: values.connections.split(',').map(Number),
    repeats: Number(values.repeats),
    seconds: Number(values.seconds),
    json: values.json,
    profile: values.profile,
    cluster: values.cluster,
    shards: Number(values.shards),
    scanRows: Number(values.scan),
    crowdClients: Number(values.crowd),
    connectProcesses: Number(values.connects),
    sharded: values.sharded.includes('all') ? shardedNames : known(values.sharded),
    shardedRows: Number(values['sharded-rows']),
    portBase: values['port-base'] === undefined ? undefined : Number(values['port-base']),
    generatorCheck: !values['no-generator-check'],
  };
}

function known(names: readonly string[]): readonly string[] {
  const unknown = names.find((name) => !shardedNames.includes(name));
  if (unknown !== undefined) throw new Error(`--sharded ${unknown}: there are ${shardedNames.join(', ')} and all`);
  return names;
}
