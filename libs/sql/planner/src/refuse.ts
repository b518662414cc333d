import { VtError } from '@vt/base';

/** VT12001 with what the statement has that cannot be done over shards. */
export function refuse(what: string): never {
  throw VtError.of('VT12001', what);
}
