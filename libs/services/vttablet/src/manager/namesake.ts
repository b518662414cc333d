import type { MethodDefinition } from '@grpc/grpc-js';
import { type Message, serviceDefinition } from '@vt/proto';
import type { TabletIdentity } from '@vt/tabletserver';
import { orAbsent, type TopoServer, tabletAliasEqual } from '@vt/topo';
import type { ChannelMaker } from '../channels.ts';

/** A host that is gone answers nothing; a process that is gone is refused at once. */
const ANSWER_MS = 3_000;

const streamHealth = serviceDefinition('queryservice.Query')['StreamHealth'] as unknown as MethodDefinition<
  object,
  Message<'query.StreamHealthResponse'>
>;

/**
 * Throws where a living tablet has this alias: its record would be overwritten, so that gates went to an empty server, and two would take themselves for the shard's primary.
 * Asked of the address in the record; who has taken that address with another alias, and who does not answer, is in nobody's way.
 */
export async function requireNoNamesake(
  topo: TopoServer,
  { alias }: TabletIdentity,
  connect: ChannelMaker,
  signal: AbortSignal,
): Promise<void> {
  const was = (await orAbsent(topo.tablets.get(alias, { signal })))?.value;
  const port = was?.port_map['grpc'];
  if (!was?.hostname || !port) return;
  const address = `${was.hostname.includes(':') ? `[${was.hostname}]` : was.hostname}:${port}`;
  if (!(await answersAs(alias, connect, address, signal))) return;
  throw new Error(`a tablet with this alias runs at ${address}: stop that one first, or choose another uid`);
}

async function answersAs(
  alias: TabletIdentity['alias'],
  connect: ChannelMaker,
  address: string,
  signal: AbortSignal,
): Promise<boolean> {
  const channel = connect(address);
  try {
    for await (const { tablet_alias } of channel.stream(streamHealth, {}, { signal, timeoutMs: ANSWER_MS }))
      return tabletAliasEqual(tablet_alias ?? undefined, alias);
    return false;
  } catch {
    signal.throwIfAborted();
    return false;
  } finally {
    channel.close();
  }
}
