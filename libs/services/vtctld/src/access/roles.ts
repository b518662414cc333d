import { readFileSync, statSync } from 'node:fs';
import { VtError } from '@vt/base';
import { isReading } from './method-kind.ts';

/** What a caller may do: `admin` everything, `reader` what changes nothing, `none` nothing. */
export type Role = 'admin' | 'none' | 'reader';

const roleNames: readonly string[] = ['admin', 'none', 'reader'] satisfies Role[];

/** Who may do what. Throws PERMISSION_DENIED. */
export type Authorize = (user: string, method: string) => void;

export const everybodyMay: Authorize = () => {};

/**
 * Roles from a file: a JSON object of user → role; the user `*` is everybody who is not named. Read again when it changes; a file that cannot be read leaves the roles
 * as they were.
 */
export class RolesFile {
  readonly #path: string;
  readonly #onProblem: (error: unknown) => void;
  #roles: ReadonlyMap<string, Role>;
  #changedMs: number;

  /** Throws INVALID_ARGUMENT for a file that cannot be read. */
  constructor(path: string, onProblem: (error: unknown) => void) {
    this.#path = path;
    this.#onProblem = onProblem;
    this.#changedMs = changedMs(path);
    this.#roles = readRoles(path);
  }

  readonly authorize: Authorize = (user, method) => {
    this.#refresh();
    const role = this.#roles.get(user) ?? this.#roles.get('*') ?? 'none';
    if (role === 'admin' || (role === 'reader' && isReading(method))) return;
    const who = user === '' ? 'a caller without a name' : `user '${user}'`;
    throw new VtError({ code: 'PERMISSION_DENIED', message: `${who} is not allowed to call ${method}` });
  };

  #refresh(): void {
    try {
      const now = changedMs(this.#path);
      if (now === this.#changedMs) return;
      this.#changedMs = now;
      this.#roles = readRoles(this.#path);
    } catch (error) {
      this.#onProblem(error);
    }
  }
}

function changedMs(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function readRoles(path: string): ReadonlyMap<string, Role> {
  const fail = (why: string) => new VtError({ code: 'INVALID_ARGUMENT', message: `roles file ${path}: ${why}` });
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw fail(error instanceof Error ? error.message : String(error));
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw fail('wants an object of user and role');
  return new Map(
    Object.entries(parsed).map(([user, role]) => {
      if (!roleNames.includes(String(role))) throw fail(`'${user}' wants one of ${roleNames.join(', ')}`);
      return [user, role as Role];
    }),
  );
}
