import type { Message } from '@vt/proto';
import {
  buildVSchema,
  type SrvVSchemaDocument,
  type TrackedSchema,
  type TrackedTables,
  type VindexRegistry,
  type VSchema,
} from '@vt/vschema';

export type VSchemaSources = {
  readonly registry: VindexRegistry;
  /** Keyspaces that are served: one without a document is unsharded. */
  readonly servedKeyspaces: () => readonly string[];
  readonly onError: (keyspace: string, message: string) => void;
  /** A document has come. */
  readonly onDocument?: () => void;
  /** Asks tablets which tables keyspaces have now. */
  readonly reloadTables?: (keyspaces: readonly string[]) => Promise<unknown>;
};

type Rule = NonNullable<NonNullable<SrvVSchemaDocument['routing_rules']>['rules']>[number];

const rulesOf = ({ routing_rules: rules }: SrvVSchemaDocument): readonly Rule[] => rules?.rules ?? [];

/** The newest VSchema, built from the topology's document and the tables that tablets have. */
export class VSchemaHolder {
  readonly #sources: VSchemaSources;
  #document: SrvVSchemaDocument = {};
  readonly #tracked = new Map<string, TrackedTables>();
  /** By keyspace, aggregate functions that were loaded into its servers. */
  readonly #aggregates = new Map<string, ReadonlySet<string>>();
  #built: VSchema | undefined;
  /** Rules that are gone, and still hold until it is known which tables there are now. */
  #lingering: readonly Rule[] = [];
  /** How many documents have come. */
  version = 0;

  constructor(sources: VSchemaSources) {
    this.#sources = sources;
  }

  /** Building waits until somebody asks: many changes in a row cost one build. */
  current(): VSchema {
    this.#built ??= this.#build();
    return this.#built;
  }

  setDocument(record: Message<'vschema.SrvVSchema'>): void {
    // The record's fields are named as in the JSON form; absent messages are null there.
    const next = record as unknown as SrvVSchemaDocument;
    const present = new Set(rulesOf(next).map(({ from_table: from }) => from));
    const gone = rulesOf(this.#document).filter(({ from_table: from }) => !present.has(from ?? ''));
    this.#document = next;
    this.version++;
    this.#sources.onDocument?.();
    this.#built = undefined;
    this.#linger(gone);
  }

  /**
   * When tables have moved for good their rules go, and the source's tables have been dropped just before: until this gate knows that too, their names would
   * stand for two tables.
   */
  #linger(gone: readonly Rule[]): void {
    this.#lingering = gone;
    if (gone.length === 0 || !this.#sources.reloadTables) return;
    const names = gone.flatMap(({ from_table, to_tables }) => [from_table, ...(to_tables ?? [])]);
    const keyspaces = new Set(names.flatMap((name) => (name?.includes('.') ? [name.slice(0, name.indexOf('.'))] : [])));
    const end = (): void => {
      if (this.#lingering !== gone) return;
      this.#lingering = [];
      this.#built = undefined;
    };
    this.#sources.reloadTables([...keyspaces].filter((name) => this.#tracked.has(name))).then(end, end);
  }

  setTables(keyspace: string, tables: TrackedTables): void {
    this.#tracked.set(keyspace, tables);
    this.#built = undefined;
  }

  /** @param names aggregate functions that were loaded into the keyspace's servers, in lower case. */
  setLoadedAggregates(keyspace: string, names: ReadonlySet<string>): void {
    const known = this.#aggregates.get(keyspace);
    this.#aggregates.set(keyspace, names);
    // Plans are made anew for another VSchema: mostly there are none, before and after.
    const isSame = names.size === (known?.size ?? 0) && [...names].every((name) => known?.has(name));
    if (!isSame) this.#built = undefined;
  }

  invalidate(): void {
    this.#built = undefined;
  }

  #build(): VSchema {
    const keyspaces = {
      ...Object.fromEntries(this.#sources.servedKeyspaces().map((name) => [name, {}])),
      ...this.#document.keyspaces,
    };
    const tracked: TrackedSchema = this.#tracked;
    const routing_rules = { rules: [...rulesOf(this.#document), ...this.#lingering] };
    const document = { ...this.#document, keyspaces, routing_rules };
    const aggregates = new Set([...this.#aggregates.values()].flatMap((names) => [...names]));
    const built = buildVSchema(document, this.#sources.registry, tracked, aggregates);
    for (const { name, error } of built.keyspaces.values()) if (error) this.#sources.onError(name, error.message);
    return built;
  }
}
