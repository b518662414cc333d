import { framePayload, HEADER_BYTES } from '@vt/sqltypes';
import { renameColumn } from '../gateway/call-sink.ts';
import type { FastPlan, KnownColumns } from './fast-plan.ts';

/** The definitions with the keyspace's name in them, and views' names, as packets too; kept with the plan, as they rarely change. */
export function knownColumns(plan: FastPlan, received: readonly Uint8Array[]): KnownColumns {
  const known = plan.columns;
  if (known && isSame(known.received, received)) return known;
  const { renameColumn: ofView = (definition) => definition, keyspace } = plan;
  const renamed = received.map((definition) => ofView(renameColumn(definition, keyspace)));
  const fresh = { received, renamed, block: blockOf(renamed) };
  plan.columns = fresh;
  return fresh;
}

function isSame(known: readonly Uint8Array[], received: readonly Uint8Array[]): boolean {
  // The stream gives the same list for the same definitions.
  if (known === received) return true;
  if (known.length !== received.length) return false;
  for (let i = 0; i < known.length; i++) {
    if (!(known[i] as Buffer).equals(received[i] as Uint8Array)) return false;
  }
  return true;
}

const COUNT_1_MAX = 250;

/** Empty for so many columns that they are not worth keeping as packets. */
function blockOf(definitions: readonly Uint8Array[]): Buffer {
  if (definitions.length > COUNT_1_MAX) return Buffer.alloc(0);
  const count = Buffer.alloc(HEADER_BYTES + 1);
  count[0] = 1;
  count[HEADER_BYTES] = definitions.length;
  return Buffer.concat([count, ...definitions.map((definition) => framePayload(definition))]);
}
