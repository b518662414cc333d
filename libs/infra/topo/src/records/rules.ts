import type { Message, MessageInput } from '@vt/proto';
import type { CallOptions, LockOptions, TopoConn, TopoLock } from '../conn/conn.ts';
import { isTopoError } from '../errors.ts';
import { paths } from './paths.ts';
import { type Change, type RecordKind, records } from './record.ts';

type RulesName =
  | 'vschema.KeyspaceRoutingRules'
  | 'vschema.MirrorRules'
  | 'vschema.RoutingRules'
  | 'vschema.ShardRoutingRules';

/** One of the four sets of rules. A set that was never written is an empty one. */
export class RuleSet<N extends RulesName> {
  readonly #global: TopoConn;
  readonly #kind: RecordKind<N>;
  readonly #path: string;

  constructor(global: TopoConn, kind: RecordKind<N>, path: string) {
    this.#global = global;
    this.#kind = kind;
    this.#path = path;
  }

  async get(options?: CallOptions): Promise<Message<N>> {
    const stored = await this.#global.get(this.#path, options).catch((err: unknown) => {
      if (isTopoError(err, 'NoNode')) return { contents: Buffer.alloc(0), version: 0n };
      throw err;
    });
    return this.#kind.parse(this.#path, stored).value;
  }

  async save(rules: MessageInput<N>, options?: CallOptions): Promise<void> {
    await this.#kind.save(this.#global, this.#path, rules, options);
  }

  async update(change: Change<Message<N>>, options?: CallOptions): Promise<Message<N>> {
    return (await this.#kind.change(this.#global, this.#path, change, { ...options, orCreate: true })).value;
  }
}

/** The rule sets, and the lock that those who edit them take. */
export class Rules {
  readonly keyspaceRouting: RuleSet<'vschema.KeyspaceRoutingRules'>;
  readonly mirror: RuleSet<'vschema.MirrorRules'>;
  readonly routing: RuleSet<'vschema.RoutingRules'>;
  readonly shardRouting: RuleSet<'vschema.ShardRoutingRules'>;
  readonly #global: TopoConn;

  constructor(global: TopoConn) {
    this.#global = global;
    this.keyspaceRouting = new RuleSet(global, records.keyspaceRoutingRules, paths.keyspaceRoutingRules);
    this.mirror = new RuleSet(global, records.mirrorRules, paths.mirrorRules);
    this.routing = new RuleSet(global, records.routingRules, paths.routingRules);
    this.shardRouting = new RuleSet(global, records.shardRoutingRules, paths.shardRoutingRules);
  }

  /** A directory must be there to be locked; an empty set of keyspace rules makes it so. */
  async lock(action: string, options?: LockOptions): Promise<TopoLock> {
    await records.keyspaceRoutingRules
      .create(this.#global, paths.keyspaceRoutingRules, {}, options)
      .catch((err: unknown) => {
        if (!isTopoError(err, 'NodeExists')) throw err;
      });
    return this.#global.lock(paths.routingRulesDir, { action, ...options });
  }
}
