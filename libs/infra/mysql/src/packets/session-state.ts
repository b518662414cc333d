import { malformed } from './malformed.ts';
import { PacketReader } from './packet-reader.ts';
import { PacketWriter } from './packet-writer.ts';

/*
  session_state (in an OK packet, without its total length) => change*
  change => type int<1> · data string<lenenc>, where data is
    0 system variable          name string<lenenc> · value string<lenenc>
    1 schema                   name string<lenenc>
    2 state change             '1' as string<lenenc>
    3 GTIDs                    encoding int<1> 0 · set string<lenenc>
    4 transaction characteristics  statements string<lenenc>
    5 transaction state        eight characters as string<lenenc>
*/
export type SessionStateChange =
  | { readonly kind: 'system-variable'; readonly name: string; readonly value: string }
  | { readonly kind: 'schema'; readonly name: string }
  | { readonly kind: 'state-change' }
  | { readonly kind: 'gtids'; readonly set: string }
  | { readonly kind: 'transaction-characteristics'; readonly statements: string }
  | { readonly kind: 'transaction-state'; readonly state: string };

const types = {
  'system-variable': 0,
  schema: 1,
  'state-change': 2,
  gtids: 3,
  'transaction-characteristics': 4,
  'transaction-state': 5,
} as const satisfies Record<SessionStateChange['kind'], number>;

export function writeSessionState(changes: readonly SessionStateChange[]): Buffer {
  const writer = new PacketWriter();
  for (const change of changes) writer.u8(types[change.kind]).lenencBytes(writeData(change));
  return writer.finish();
}

function writeData(change: SessionStateChange): Buffer {
  const writer = new PacketWriter();
  switch (change.kind) {
    case 'system-variable':
      return writer.lenencUtf8(change.name).lenencUtf8(change.value).finish();
    case 'schema':
      return writer.lenencUtf8(change.name).finish();
    case 'state-change':
      return writer.lenencUtf8('1').finish();
    case 'gtids':
      return writer.u8(0).lenencUtf8(change.set).finish();
    case 'transaction-characteristics':
      return writer.lenencUtf8(change.statements).finish();
    case 'transaction-state':
      return writer.lenencUtf8(change.state).finish();
  }
}

export function readSessionState(bytes: Buffer): SessionStateChange[] {
  const reader = new PacketReader(bytes, 'session state');
  const changes: SessionStateChange[] = [];
  while (reader.remaining > 0) {
    const type = reader.u8();
    changes.push(readData(type, new PacketReader(reader.lenencBytes(), 'session state change')));
  }
  return changes;
}

function readData(type: number, reader: PacketReader): SessionStateChange {
  switch (type) {
    case types['system-variable']:
      return { kind: 'system-variable', name: reader.lenencUtf8(), value: reader.lenencUtf8() };
    case types.schema:
      return { kind: 'schema', name: reader.lenencUtf8() };
    case types['state-change']:
      return { kind: 'state-change' };
    case types.gtids:
      reader.skip(1);
      return { kind: 'gtids', set: reader.lenencUtf8() };
    case types['transaction-characteristics']:
      return { kind: 'transaction-characteristics', statements: reader.lenencUtf8() };
    case types['transaction-state']:
      return { kind: 'transaction-state', state: reader.lenencUtf8() };
    default:
      throw malformed(`session state change of type ${type}`);
  }
}
