import type { Events } from '@vt/reparent';
import type { Context } from '../context.ts';
import { aliasOf } from '../shard-tablets.ts';

type ReloadOptions = {
  readonly wait_position: string;
  readonly include_primary: boolean;
  /** How long a tablet may take for it. */
  readonly timeoutMs?: number;
};

/** Has the tablets of a shard read their schemas. A tablet that cannot reload is reported, and does not keep the others from it. */
export async function reloadShard(
  context: Context,
  keyspace: string,
  shard: string,
  options: ReloadOptions,
  events: Events,
  signal: AbortSignal,
): Promise<void> {
  const { found, errors } = await context.topo.tablets.inShard(keyspace, shard, undefined, { signal });
  for (const [cell, error] of errors) events.warn(`cell ${cell} does not answer: ${error.message}`);
  const tablets = found.map(({ value }) => value).filter((t) => options.include_primary || t.type !== 'PRIMARY');
  const reload = async (tablet: (typeof tablets)[number]): Promise<void> => {
    try {
      const wait = { wait_position: options.wait_position };
      await context.tablets.call(tablet, 'ReloadSchema', wait, {
        signal,
        timeoutMs: options.timeoutMs ?? context.remoteTimeoutMs,
      });
    } catch (error) {
      events.warn(`failed to reload the schema of ${aliasOf(tablet)}: ${String(error)}`);
    }
  };
  await Promise.all(tablets.map(reload));
}
