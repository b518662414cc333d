import { readFileSync, statSync } from 'node:fs';

/**
 * Passwords of accounts, from a JSON object of user and list of passwords (the first one counts) that may change while we run: it is read again when it has
 * changed, for the next connection. One that cannot be read then is told, and what was read before stays.
 */
export class CredentialsFile {
  readonly #path: string;
  readonly #onProblem: (error: unknown) => void;
  #passwords: ReadonlyMap<string, string>;
  #seen: string;

  /** Throws when the file cannot be read, or is no such object. */
  constructor(path: string, onProblem: (error: unknown) => void) {
    this.#path = path;
    this.#onProblem = onProblem;
    this.#seen = this.#stamp();
    this.#passwords = this.#read();
  }

  /** The present password; undefined: the file does not have this user. */
  passwordOf(user: string): string | undefined {
    try {
      const stamp = this.#stamp();
      if (stamp !== this.#seen) {
        this.#seen = stamp;
        this.#passwords = this.#read();
      }
    } catch (error) {
      this.#onProblem(error);
    }
    return this.#passwords.get(user);
  }

  #stamp(): string {
    const { mtimeMs, size, ino } = statSync(this.#path);
    return `${mtimeMs}/${size}/${ino}`;
  }

  #read(): ReadonlyMap<string, string> {
    const value: unknown = JSON.parse(readFileSync(this.#path, 'utf8'));
    const entries = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
    const isRight = entries.every(([, list]) => Array.isArray(list) && typeof list[0] === 'string');
    if (entries.length === 0 || !isRight) {
      throw new Error(`${this.#path} is no JSON object of users and lists of passwords`);
    }
    return new Map(entries.map(([user, [password]]) => [user, password as string]));
  }
}
