import type { BindVariable } from '@vt/sqltypes';
import { Capability } from './capabilities.ts';
import { Command } from './command.ts';
import { PacketReader } from './packet-reader.ts';
import { PacketWriter } from './packet-writer.ts';
import { tooFewParams } from './param-errors.ts';
import { type NamedBind, type NamedParamType, type Params, readParams, writeParams } from './statement-params.ts';

/*
  COM_STMT_EXECUTE =>
    command int<1> 0x17 · statement_id int<4> · flags int<1> (1 read-only cursor, 8 parameter count follows) ·
    iterations int<4> 1 ·
    [params > 0, or QUERY_ATTRIBUTES and flag 8]
      [QUERY_ATTRIBUTES] count int<lenenc> (more than the statement's params: the rest are attributes); also where flag 8 is not set ·
      [count > 0] parameters (see statement-params.ts)
*/
export const CURSOR_READ_ONLY = 0x01;
export const PARAMETER_COUNT_AVAILABLE = 0x08;
const HEAD_BYTES = 10;

export type ComStmtExecute = { readonly statementId: number; readonly flags: number };

/** The part that names the statement; the rest can be read once it is known. */
export function readExecuteHead(payload: Buffer): ComStmtExecute {
  const reader = new PacketReader(payload, 'COM_STMT_EXECUTE', 1);
  const statementId = reader.u32();
  const flags = reader.u8();
  reader.skip(4);
  return { statementId, flags };
}

export type ExecuteContext = {
  readonly paramCount: number;
  readonly capabilities: number;
  readonly types: readonly NamedParamType[];
  readonly longData: ReadonlyMap<number, Uint8Array> | undefined;
};

const noParams: Params = { values: [], types: [] };

/** All values of the packet: the first `paramCount` are the statement's, the rest are attributes. */
export function readExecuteParams(payload: Buffer, flags: number, context: ExecuteContext): Params {
  const named = (context.capabilities & Capability.QUERY_ATTRIBUTES) !== 0;
  const hasAttributes = named && (flags & PARAMETER_COUNT_AVAILABLE) !== 0;
  if (context.paramCount === 0 && !hasAttributes) return noParams;
  const reader = new PacketReader(payload, 'COM_STMT_EXECUTE', HEAD_BYTES);
  // As mysqld: Connector/Python sends a count without saying so.
  const count = named ? reader.lenenc() : context.paramCount;
  if (count < context.paramCount) throw tooFewParams();
  if (count === 0) return noParams;
  return readParams(reader, { count, named, types: context.types, longData: context.longData });
}

/** For a client: `values` are the statement's parameters, `attributes` what comes with it. */
export function writeComStmtExecute(
  packet: ComStmtExecute & { readonly values: readonly BindVariable[]; readonly attributes: readonly NamedBind[] },
  capabilities: number,
): Buffer {
  const named = (capabilities & Capability.QUERY_ATTRIBUTES) !== 0;
  const flags = named ? packet.flags | PARAMETER_COUNT_AVAILABLE : packet.flags;
  const writer = new PacketWriter().u8(Command.STMT_EXECUTE).u32(packet.statementId).u8(flags).u32(1);
  const all = [...packet.values.map((bind) => ({ name: '', bind })), ...packet.attributes];
  if (named) writer.lenenc(all.length);
  return (all.length > 0 ? writeParams(writer, all, named) : writer).finish();
}
