import type { Message, MessageInput } from '@vt/proto';
import type { CallOptions } from '../conn/conn.ts';
import { orAbsent } from '../errors.ts';
import { paths } from './paths.ts';
import { putRecord, readRecord } from './record.ts';
import type { TopoServer } from './topo-server.ts';

/** The cluster-wide rule sets: the record of each, and where it lies. */
export const ruleSets = {
  keyspaceRoutingRules: { type: 'vschema.KeyspaceRoutingRules', path: paths.keyspaceRoutingRules },
  mirrorRules: { type: 'vschema.MirrorRules', path: paths.mirrorRules },
  routingRules: { type: 'vschema.RoutingRules', path: paths.routingRules },
  shardRoutingRules: { type: 'vschema.ShardRoutingRules', path: paths.shardRoutingRules },
} as const;

export type RuleSet = keyof typeof ruleSets;
export type Rules<S extends RuleSet> = Message<(typeof ruleSets)[S]['type']>;

/** The rules; without a record, none. */
export async function getRules<S extends RuleSet>(topo: TopoServer, set: S, options?: CallOptions): Promise<Rules<S>> {
  const { type, path } = ruleSets[set];
  const found = await orAbsent(readRecord(topo.global, type, path, options));
  return (found?.value ?? { rules: [] }) as Rules<S>;
}

/** Replaces the whole set. */
export async function putRules<S extends RuleSet>(
  topo: TopoServer,
  set: S,
  rules: MessageInput<(typeof ruleSets)[S]['type']>,
  options?: CallOptions,
): Promise<void> {
  const { type, path } = ruleSets[set];
  await putRecord(topo.global, type, path, rules as MessageInput<typeof type>, options);
}
