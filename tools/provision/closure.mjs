import { readFileSync } from 'node:fs';

/**
 * Reads Debian's Packages format and follows dependencies. One suite is consistent in itself, so versions are not
 * compared: every dependency is met by what the same index offers.
 */
export class PackageIndex {
  #stanzas = new Map();
  #providers;

  constructor(text) {
    for (let at = 0; at >= 0 && at < text.length; ) {
      const end = text.indexOf('\n\n', at);
      const stanza = text.slice(at, end < 0 ? undefined : end);
      const name = field(stanza, 'Package');
      if (name) this.#stanzas.set(name, stanza);
      at = end < 0 ? -1 : end + 2;
    }
  }

  static read(file) {
    return new PackageIndex(readFileSync(file, 'latin1'));
  }

  /**
   * Everything `wanted` depends on, itself included, without what `skip` matches (nor what only that needs).
   * Returns [{ name, version, path, sha256, bytes }] or undefined when a wanted package is not in the index.
   */
  closure(wanted, skip) {
    if (!wanted.every((name) => this.#stanzas.has(name))) return undefined;
    const taken = new Map();
    const queue = [...wanted];
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
      if (taken.has(name) || skip.test(name)) continue;
      const stanza = this.#stanzas.get(name);
      taken.set(name, describe(name, stanza));
      for (const alternatives of dependencies(stanza)) {
        const choice = this.#choose(alternatives, skip);
        if (choice) queue.push(choice);
      }
    }
    return [...taken.values()];
  }

  #choose(alternatives, skip) {
    if (alternatives.some((name) => skip.test(name))) return undefined;
    return alternatives.find((name) => this.#stanzas.has(name)) ?? this.#provider(alternatives[0]);
  }

  #provider(virtual) {
    if (!this.#providers) {
      this.#providers = new Map();
      for (const [name, stanza] of this.#stanzas) {
        for (const [provided] of parseRelations(field(stanza, 'Provides'))) {
          if (!this.#providers.has(provided)) this.#providers.set(provided, name);
        }
      }
    }
    return this.#providers.get(virtual);
  }
}

function describe(name, stanza) {
  return {
    name,
    version: field(stanza, 'Version'),
    path: field(stanza, 'Filename'),
    sha256: field(stanza, 'SHA256'),
    bytes: Number(field(stanza, 'Size')),
  };
}

function dependencies(stanza) {
  return [...parseRelations(field(stanza, 'Pre-Depends')), ...parseRelations(field(stanza, 'Depends'))];
}

/** 'a (>= 1), b:any | c' becomes [['a'], ['b', 'c']]. */
function parseRelations(text) {
  if (!text) return [];
  return text.split(',').map((group) => group.split('|').map((one) => one.trim().replace(/[\s:(].*$/, '')));
}

function field(stanza, name) {
  const label = `${name}: `;
  const at = stanza.startsWith(label) ? 0 : stanza.indexOf(`\n${label}`) + 1;
  if (at === 0 && !stanza.startsWith(label)) return '';
  const end = stanza.indexOf('\n', at);
  return stanza.slice(at + label.length, end < 0 ? undefined : end);
}
