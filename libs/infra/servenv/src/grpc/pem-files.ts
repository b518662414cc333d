import { readFileSync, statSync } from 'node:fs';
import { createSecureContext } from 'node:tls';

/** Paths of PEM files. */
export type PemPaths = {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** Follows the certificate: its issuers. */
  readonly serverCa?: string | undefined;
  /** Certificates that their authority has revoked. */
  readonly crl?: string | undefined;
};

/** Their contents; undefined where there is no such file. */
export type Pem = Readonly<Record<'ca' | 'cert' | 'key' | 'crl', Buffer | undefined>>;

/** How often it is looked whether the files are others; SIGHUP asks at once. */
const LOOK_EVERY_MS = 10_000;

const known = new Map<string, PemFiles>();

/**
 * PEM files that may be replaced while the process runs, as certificates expire: connections that are made from then on use the new ones. What cannot be used (a key that belongs to
 * another certificate, as in the midst of replacing both) leaves what there was.
 */
export class PemFiles {
  readonly #paths: PemPaths;
  readonly #listeners = new Set<(pem: Pem) => void>();
  #pem: Pem;
  #state: string;
  #timer: NodeJS.Timeout | undefined;
  readonly #look = (): void => {
    try {
      const state = stateOf(this.#paths);
      if (state === this.#state) return;
      this.#pem = readPem(this.#paths);
      this.#state = state;
    } catch {
      // Looked at again.
      return;
    }
    for (const listener of this.#listeners) listener(this.#pem);
  };

  private constructor(paths: PemPaths) {
    this.#paths = paths;
    this.#state = stateOf(paths);
    this.#pem = readPem(paths);
  }

  /** Those of the same paths are the same. @throws Error for a file that cannot be read, or used. */
  static of({ ca = '', cert = '', key = '', serverCa = '', crl = '' }: PemPaths): PemFiles {
    const name = JSON.stringify([ca, cert, key, serverCa, crl]);
    const found = known.get(name) ?? new PemFiles({ ca, cert, key, serverCa, crl });
    known.set(name, found);
    found.#look();
    return found;
  }

  get pem(): Pem {
    return this.#pem;
  }

  /** Calls the listener whenever the files have become others. Returns how to stop. */
  follow(listener: (pem: Pem) => void): () => void {
    // INVARIANT: who comes sees the files as they are: connections that are made anew again and again, as those that fail for an expired certificate are, come and go before the timer's time.
    this.#look();
    this.#listeners.add(listener);
    if (this.#timer === undefined) {
      this.#timer = setInterval(this.#look, LOOK_EVERY_MS).unref();
      process.on('SIGHUP', this.#look);
    }
    return () => {
      if (!this.#listeners.delete(listener) || this.#listeners.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
      process.off('SIGHUP', this.#look);
    };
  }
}

/** Another one where a file is another, also behind a link. */
function stateOf(paths: PemPaths): string {
  const of = (path: string): string => {
    const found = statSync(path, { throwIfNoEntry: false });
    return found ? `${found.ino} ${found.mtimeMs} ${found.size}` : '';
  };
  return Object.values(paths)
    .map((path) => (path ? of(path) : ''))
    .join(', ');
}

function readPem(paths: PemPaths): Pem {
  const issuers = read('server ca', paths.serverCa);
  const own = read('cert', paths.cert);
  const cert = own && issuers ? Buffer.concat([own, issuers]) : own;
  const key = read('key', paths.key);
  const ca = read('ca', paths.ca);
  const crl = read('crl', paths.crl);
  createSecureContext({ ...(ca && { ca }), ...(cert && key && { cert, key }), ...(crl && { crl }) });
  return { ca, cert, key, crl };
}

function read(what: string, path: string | undefined): Buffer | undefined {
  if (!path) return undefined;
  try {
    return readFileSync(path);
  } catch (error) {
    throw new Error(`cannot read the TLS ${what} file ${path}: ${(error as Error).message}`);
  }
}
