import { decodeColumnDefinition } from '@vt/sqltypes';
import { type ComputedParams, computedParams } from './computed-params.ts';

/** What a prepared statement says of its parameters. */
export type KnownParams = {
  /** The types that a mysqld derived for them. */
  readonly derived?: readonly number[];
  /** Those of which something is computed. */
  readonly computed: ComputedParams;
};

/** `told`: what a mysqld says of them, where it was asked. */
export function knownParams(
  sql: string,
  told: readonly Uint8Array[] | undefined,
  { sqlMode }: { readonly sqlMode: string },
  serverVersion: string,
): KnownParams {
  const derived = told?.map((definition) => decodeColumnDefinition(definition).type);
  return { computed: computedParams(sql, sqlMode, serverVersion), ...(derived && { derived }) };
}
