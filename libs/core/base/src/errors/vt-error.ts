import { type CatalogRow, catalog, type VtErrorId } from './catalog.ts';
import { Code, type CodeName } from './code.ts';

export type VtErrorFields = {
  readonly code: CodeName;
  readonly message: string;
  readonly id?: VtErrorId;
  readonly errno?: number;
  readonly state?: string;
  readonly cause?: unknown;
};

/**
 * An operating error: something that the caller may see and act on. It carries what each surface needs: a vtrpc code for
 * gRPC, errno and SQLSTATE for MySQL clients (when absent, `toMysqlError` derives them), and a text.
 */
export class VtError extends Error {
  override readonly name = 'VtError';
  readonly code: CodeName;
  readonly id: VtErrorId | undefined;
  readonly errno: number | undefined;
  readonly state: string | undefined;

  constructor(fields: VtErrorFields) {
    super(fields.message, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.code = fields.code;
    this.id = fields.id;
    this.errno = fields.errno;
    this.state = fields.state;
  }

  /** An error of the catalogue; the arguments are typed by its row. The text starts with the id, as Vitess's does. */
  static of<I extends VtErrorId>(id: I, ...args: Parameters<(typeof catalog)[I]['message']>): VtError {
    const row: CatalogRow = catalog[id];
    const message = `${id}: ${row.message(...(args as never[]))}`;
    return new VtError({ id, code: row.code, message, errno: row.errno, state: row.state });
  }

  /** The number that travels in a gRPC status. */
  get codeNumber(): number {
    return Code[this.code];
  }
}

/** Anything thrown, as a VtError: ours unchanged, everything else UNKNOWN with its text. */
export function toVtError(thrown: unknown): VtError {
  if (thrown instanceof VtError) return thrown;
  if (thrown instanceof Error) {
    const code =
      thrown.name === 'AbortError' ? 'CANCELED' : thrown.name === 'TimeoutError' ? 'DEADLINE_EXCEEDED' : 'UNKNOWN';
    return new VtError({ code, message: thrown.message, cause: thrown });
  }
  return new VtError({ code: 'UNKNOWN', message: String(thrown) });
}
