import {
  type Diagnostic,
  decodeColumnDefinition,
  emptyOk,
  encodeColumnDefinition,
  type OkInfo,
  type ResultSink,
  type RowFormat,
} from '@vt/sqltypes';

const SYSTEM_SCHEMAS = new Set(['information_schema', 'mysql', 'performance_schema', 'sys']);
const TABLES_IN = Buffer.from('Tables_in_vt_');

/**
 * The answer of one call to a tablet on its way to the client: shows the keyspace's name where mysqld's column definitions name its
 * database; rows pass untouched.
 */
export class CallSink implements ResultSink {
  readonly #target: ResultSink;
  readonly #keyspace: string;
  readonly #onDiagnostics: (said: readonly Diagnostic[]) => void;
  readonly #onState: ((state: Uint8Array) => void) | undefined;

  /** @param onState told what changed of the mysqld's session, which is never the client's. */
  constructor(
    target: ResultSink,
    keyspace: string,
    onDiagnostics: (said: readonly Diagnostic[]) => void,
    onState?: (state: Uint8Array) => void,
  ) {
    this.#onState = onState;
    this.#target = target;
    this.#keyspace = keyspace;
    this.#onDiagnostics = onDiagnostics;
  }

  get onDrain(): (() => void) | undefined {
    return this.#target.onDrain;
  }

  set onDrain(drain: (() => void) | undefined) {
    this.#target.onDrain = drain;
  }

  columns(definitions: readonly Uint8Array[], format: RowFormat): void {
    this.#target.columns(renamedColumns(definitions, this.#keyspace), format);
  }

  rows(packets: Buffer): boolean {
    return this.#target.rows(packets);
  }

  /** Warnings that are known by their texts count with the session's own. */
  end(ok: OkInfo, more: boolean): void {
    const { diagnostics, ...said } = ok;
    const rest = said.sessionState.length > 0 ? { ...said, sessionState: emptyOk.sessionState } : said;
    if (!more) this.#onState?.(said.sessionState);
    if (!diagnostics) return this.#target.end(rest, more);
    this.#onDiagnostics(diagnostics);
    this.#target.end({ ...rest, warnings: Math.max(0, ok.warnings - diagnostics.length) }, more);
  }

  error(...args: Parameters<ResultSink['error']>): void {
    this.#target.error(...args);
  }
}

type Renamed = {
  readonly received: readonly Uint8Array[];
  readonly keyspace: string;
  readonly shown: readonly Uint8Array[];
};

const RECENT_MAX = 64;
/** By what tells most lists apart. Not a map: lists that are never seen again would have to be taken out of it. */
const recent: (Renamed | undefined)[] = new Array<Renamed | undefined>(RECENT_MAX).fill(undefined);

/** The streams give the same list for the same definitions, and nobody changes one: it is rewritten once. */
function renamedColumns(received: readonly Uint8Array[], keyspace: string): readonly Uint8Array[] {
  const place = (received.length * 31 + (received[0]?.length ?? 0)) % RECENT_MAX;
  const known = recent[place];
  if (known && known.received === received && known.keyspace === keyspace) return known.shown;
  const shown = received.map((definition) => renameColumn(definition, keyspace));
  recent[place] = { received, keyspace, shown };
  return shown;
}

/** With the keyspace's name where mysqld says its database's. */
export function renameColumn(definition: Uint8Array, keyspace: string): Uint8Array {
  // `def`, then the schema: a column of no table has an empty one, and there is mostly nothing to do.
  const ofTable = definition[4] !== 0;
  if (!ofTable && !Buffer.from(definition.buffer, definition.byteOffset, definition.length).includes(TABLES_IN))
    return definition;
  const field = decodeColumnDefinition(definition);
  const system = !ofTable || SYSTEM_SCHEMAS.has(field.database.toLowerCase());
  const name = withoutPrefix(field.name);
  if (system && name === field.name) return definition;
  const [orgName, database] = [withoutPrefix(field.orgName), system ? field.database : keyspace];
  return encodeColumnDefinition({ ...field, name, orgName, database });
}

function withoutPrefix(name: string): string {
  return name.startsWith('Tables_in_vt_') ? name.replace('Tables_in_vt_', 'Tables_in_') : name;
}
