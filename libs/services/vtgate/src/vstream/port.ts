import type { Message, MessageInput } from '@vt/proto';
import type { TabletTypeName } from '@vt/vschema';

export type VEvent = Message<'binlogdata.VEvent'>;
export type ShardStreamRequest = Omit<MessageInput<'binlogdata.VStreamRequest'>, 'target'>;

/** Which tablets a stream may come from. */
export type PickOptions = {
  /** Empty: the gate's own cell first, then any. */
  readonly cells: readonly string[];
  /** Never a tablet of another cell. */
  readonly onlyCells: boolean;
  /** Types in the order in which they are tried. */
  readonly types: readonly TabletTypeName[];
};

export type TabletStream = {
  readonly alias: string;
  /** Read in turns by who holds the stream: a generator, so that each message is given once. */
  readonly messages: AsyncGenerator<Message<'binlogdata.VStreamResponse'>>;
};

/** What VStream needs of the cluster. */
export interface VStreamPort {
  keyspaces(): readonly string[];
  /** Names of the shards that serve; undefined: there is no such keyspace. */
  shards(keyspace: string, tabletType: TabletTypeName): readonly string[] | undefined;
  /** The cells that these cells and aliases are. @throws INVALID_ARGUMENT for what is neither */
  cells(names: readonly string[], signal: AbortSignal): Promise<readonly string[]>;
  /** Whether a shard serves, or has a tablet; false also of one that is not known yet. */
  isKnown(shard: { readonly keyspace: string; readonly shard: string }): boolean;
  /**
   * Opens a stream of a shard on a tablet that serves, if possible not on one of `avoid`. It fails when the tablet becomes something else.
   * @throws UNAVAILABLE when no tablet can give it
   */
  open(
    shard: { readonly keyspace: string; readonly shard: string },
    pick: PickOptions,
    avoid: ReadonlySet<string>,
    request: ShardStreamRequest,
    signal: AbortSignal,
  ): TabletStream;
}
