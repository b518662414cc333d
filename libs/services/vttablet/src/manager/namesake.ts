import { once } from 'node:events';
import { createConnection } from 'node:net';
import type { MethodDefinition } from '@grpc/grpc-js';
import { anySignal, VtError } from '@vt/base';
import { type Message, serviceDefinition } from '@vt/proto';
import type { TabletIdentity } from '@vt/tabletserver';
import { orAbsent, type TopoServer, tabletAliasEqual } from '@vt/topo';
import type { ChannelMaker } from '../channels.ts';

/** A host that is gone answers nothing; a process that is gone is refused at once. */
const CONNECT_MS = 3_000;
/** For a process that is there, and may be as busy as its machine. */
const ANSWER_MS = 10_000;

const streamHealth = serviceDefinition('queryservice.Query')['StreamHealth'] as unknown as MethodDefinition<
  object,
  Message<'query.StreamHealthResponse'>
>;

/**
 * Throws where a living tablet has this alias: its record would be overwritten, so that gates went to an empty server, and two would take themselves for the shard's primary.
 * Asked of the address in the record; who has taken that address with another alias is in nobody's way, nor is one where nothing listens.
 * INVARIANT: a process that stands still, as a stopped one or one of a machine that hangs, lives: it goes on as the primary that it was.
 */
export async function requireNoNamesake(
  topo: TopoServer,
  { alias }: TabletIdentity,
  connect: ChannelMaker,
  signal: AbortSignal,
  answerMs = ANSWER_MS,
): Promise<void> {
  const was = (await orAbsent(topo.tablets.get(alias, { signal })))?.value;
  const port = was?.port_map['grpc'];
  if (!was?.hostname || !port) return;
  const address = `${was.hostname.includes(':') ? `[${was.hostname}]` : was.hostname}:${port}`;
  if (!(await isListening(was.hostname, port, signal))) return;
  const found = await aliasAt(alias, connect, address, answerMs, signal);
  if (found === 'other') return;
  const runs = found === 'own' ? `runs at ${address}` : `may run at ${address}, where a process does not answer`;
  throw new Error(`a tablet with this alias ${runs}: stop that one first, or choose another uid`);
}

/** Who speaks at an address; `silent`: a process that takes connections and says nothing. */
async function aliasAt(
  alias: TabletIdentity['alias'],
  connect: ChannelMaker,
  address: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<'other' | 'own' | 'silent'> {
  const channel = connect(address);
  try {
    for await (const { tablet_alias } of channel.stream(streamHealth, {}, { signal, timeoutMs }))
      return tabletAliasEqual(tablet_alias ?? undefined, alias) ? 'own' : 'other';
    return 'other';
  } catch (error) {
    signal.throwIfAborted();
    // What is no tablet says so at once.
    return error instanceof VtError && error.code === 'DEADLINE_EXCEEDED' ? 'silent' : 'other';
  } finally {
    channel.close();
  }
}

/** Whether anything takes connections at an address. */
async function isListening(host: string, port: number, signal: AbortSignal): Promise<boolean> {
  const socket = createConnection({ host, port, signal: anySignal([signal, AbortSignal.timeout(CONNECT_MS)]) });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    signal.throwIfAborted();
    return false;
  } finally {
    socket.destroy();
  }
}
