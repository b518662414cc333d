/** What backups need of an object store: one bucket, whose keys look like paths. */
export interface ObjectStore {
  /** Keys below a prefix, as the store orders them. */
  keys(prefix: string): AsyncIterable<string>;
  /** What stands between the prefix and the next `/` of keys, each once. */
  folders(prefix: string): AsyncIterable<string>;
  /** Rejects with NOT_FOUND. */
  get(key: string): Promise<Response>;
  /** Writes a stream as one object. Nothing of it is there unless all is. */
  put(key: string, source: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<void>;
  /** That it is not there is no error. */
  delete(key: string): Promise<void>;
}
