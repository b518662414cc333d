/**
 * A Map that costs next to nothing while it is empty: thousands of idle sessions have several of them. Only while something is in it there is
 * a Map behind it.
 */
export class LazyMap<K, V> implements Map<K, V> {
  #map: Map<K, V> | undefined;

  get [Symbol.toStringTag](): string {
    return 'LazyMap';
  }

  get size(): number {
    return this.#map?.size ?? 0;
  }

  get(key: K): V | undefined {
    return this.#map?.get(key);
  }

  has(key: K): boolean {
    return this.#map?.has(key) ?? false;
  }

  set(key: K, value: V): this {
    this.#map ??= new Map();
    this.#map.set(key, value);
    return this;
  }

  delete(key: K): boolean {
    const deleted = this.#map?.delete(key) ?? false;
    if (this.#map?.size === 0) this.#map = undefined;
    return deleted;
  }

  clear(): void {
    this.#map = undefined;
  }

  forEach(visit: (value: V, key: K, map: Map<K, V>) => void): void {
    for (const [key, value] of this) visit(value, key, this);
  }

  entries(): MapIterator<[K, V]> {
    return (this.#map ?? (nothing as Map<K, V>)).entries();
  }

  keys(): MapIterator<K> {
    return (this.#map ?? (nothing as Map<K, V>)).keys();
  }

  values(): MapIterator<V> {
    return (this.#map ?? (nothing as Map<K, V>)).values();
  }

  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries();
  }
}

const nothing: Map<unknown, unknown> = new Map();
