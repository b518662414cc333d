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
};

/** The newest VSchema, built from the topology's document and the tables that tablets have. */
export class VSchemaHolder {
  readonly #sources: VSchemaSources;
  #document: SrvVSchemaDocument = {};
  readonly #tracked = new Map<string, TrackedTables>();
  #built: VSchema | undefined;
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
    this.#document = record as unknown as SrvVSchemaDocument;
    this.version++;
    this.#built = undefined;
  }

  setTables(keyspace: string, tables: TrackedTables): void {
    this.#tracked.set(keyspace, tables);
    this.#built = undefined;
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
    const built = buildVSchema({ ...this.#document, keyspaces }, this.#sources.registry, tracked);
    for (const { name, error } of built.keyspaces.values()) if (error) this.#sources.onError(name, error.message);
    return built;
  }
}
