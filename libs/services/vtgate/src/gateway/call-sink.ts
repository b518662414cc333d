import {
  type Diagnostic,
  decodeColumnDefinition,
  emptyOk,
  encodeColumnDefinition,
  type OkInfo,
  PassingSink,
  type ResultSink,
  type RowFormat,
} from '@vt/sqltypes';
import { defaultDatabase } from './database-name.ts';

const SYSTEM_SCHEMAS = new Set(['information_schema', 'mysql', 'performance_schema', 'sys']);
const TABLES_IN = 'Tables_in_';
const TABLES_IN_BYTES = Buffer.from(TABLES_IN);

/**
 * The answer of one call to a tablet on its way to the client: shows the keyspace's name where mysqld's column definitions name its
 * database; rows pass untouched.
 */
export class CallSink extends PassingSink {
  readonly #keyspace: string;
  readonly #database: string;
  readonly #onDiagnostics: (said: readonly Diagnostic[]) => void;
  readonly #onState: ((state: Uint8Array) => void) | undefined;

  /**
   * @param database what the keyspace's is called on the mysqld.
   * @param onState told what changed of the mysqld's session, which is never the client's.
   */
  constructor(
    target: ResultSink,
    keyspace: string,
    database: string,
    onDiagnostics: (said: readonly Diagnostic[]) => void,
    onState?: (state: Uint8Array) => void,
  ) {
    super(target);
    this.#onState = onState;
    this.#keyspace = keyspace;
    this.#database = database;
    this.#onDiagnostics = onDiagnostics;
  }

  override columns(definitions: readonly Uint8Array[], format: RowFormat): void {
    this.target.columns(renamedColumns(definitions, this.#keyspace, this.#database), format);
  }

  /** Warnings that are known by their texts count with the session's own. */
  override end(ok: OkInfo, more: boolean): void {
    const { diagnostics, ...said } = ok;
    const rest = said.sessionState.length > 0 ? { ...said, sessionState: emptyOk.sessionState } : said;
    if (!more) this.#onState?.(said.sessionState);
    if (!diagnostics) return this.target.end(rest, more);
    this.#onDiagnostics(diagnostics);
    this.target.end({ ...rest, warnings: Math.max(0, ok.warnings - diagnostics.length) }, more);
  }
}

type Renamed = {
  readonly received: readonly Uint8Array[];
  readonly keyspace: string;
  readonly database: string;
  readonly shown: readonly Uint8Array[];
};

const RECENT_MAX = 64;
/** By what tells most lists apart. Not a map: lists that are never seen again would have to be taken out of it. */
const recent: (Renamed | undefined)[] = new Array<Renamed | undefined>(RECENT_MAX).fill(undefined);

/** The streams give the same list for the same definitions, and nobody changes one: it is rewritten once. */
function renamedColumns(received: readonly Uint8Array[], keyspace: string, database: string): readonly Uint8Array[] {
  const place = (received.length * 31 + (received[0]?.length ?? 0)) % RECENT_MAX;
  const known = recent[place];
  if (known && known.received === received && known.keyspace === keyspace && known.database === database)
    return known.shown;
  const shown = received.map((definition) => renameColumn(definition, keyspace, database));
  recent[place] = { received, keyspace, database, shown };
  return shown;
}

/** With the keyspace's name where mysqld says its database's. */
export function renameColumn(
  definition: Uint8Array,
  keyspace: string,
  database = defaultDatabase(keyspace),
): Uint8Array {
  // `def`, then the schema: a column of no table has an empty one, and there is mostly nothing to do.
  const ofTable = definition[4] !== 0;
  if (!ofTable && !Buffer.from(definition.buffer, definition.byteOffset, definition.length).includes(TABLES_IN_BYTES))
    return definition;
  const field = decodeColumnDefinition(definition);
  const system = !ofTable || SYSTEM_SCHEMAS.has(field.database.toLowerCase());
  const own = (column: string) => keyspaceTables(column, keyspace, database);
  const name = own(field.name);
  if (system && name === field.name) return definition;
  const shown = { name, orgName: own(field.orgName), database: system ? field.database : keyspace };
  return encodeColumnDefinition({ ...field, ...shown });
}

/** The column of SHOW TABLES has the schema's name, and after it what else was asked. */
function keyspaceTables(name: string, keyspace: string, database: string): string {
  const start = TABLES_IN + database;
  return name.startsWith(start) ? TABLES_IN + keyspace + name.slice(start.length) : name;
}
