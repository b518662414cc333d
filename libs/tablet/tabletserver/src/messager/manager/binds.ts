import { type BindVariable, Type } from '@vt/sqltypes';
import type { Waiting } from '../cache/message-cache.ts';

const NS_PER_MS = 1_000_000n;
const NS_PER_SECOND = 1e9;

/** Now, as message tables tell time: nanoseconds since 1970. */
export function nowNs(): bigint {
  return BigInt(Date.now()) * NS_PER_MS;
}

export function nanoseconds(ofSeconds: number): bigint {
  return BigInt(Math.round(ofSeconds * NS_PER_SECOND));
}

export function int(value: bigint): BindVariable {
  return { type: Type.INT64, value: Buffer.from(String(value)) };
}

export function real(value: number): BindVariable {
  return { type: Type.FLOAT64, value: Buffer.from(String(value)) };
}

export function keyOf(id: Uint8Array | null | undefined): string {
  return Buffer.from(id ?? []).toString('latin1');
}

/** @param type query.Type of the id column */
export function idList(batch: readonly Waiting[], type: number): BindVariable {
  const values = batch.map(({ key }) => ({ type, value: Buffer.from(key, 'latin1') }));
  return { type: Type.TUPLE, value: Buffer.alloc(0), values };
}

type Cell = Uint8Array | null | undefined;

const text = (cell: Cell): string => Buffer.from(cell ?? []).toString('latin1');

export function waitingOf(id: Cell, priority: Cell, timeNext: Cell): Waiting {
  return { key: keyOf(id), priority: Number(text(priority)), timeNext: BigInt(text(timeNext) || '0') };
}
