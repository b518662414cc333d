import { serverErrors } from './errors.ts';

/** Counts the connections of each user. */
export class ConnectionLimits {
  readonly #userMax: number;
  readonly #byUser = new Map<string, number>();

  constructor(userConnectionsMax: number) {
    this.#userMax = userConnectionsMax;
  }

  /** Throws 1203 when the user has as many as allowed. */
  enter(user: string): void {
    const count = this.#byUser.get(user) ?? 0;
    if (count >= this.#userMax) throw serverErrors.tooManyUserConnections(user);
    this.#byUser.set(user, count + 1);
  }

  leave(user: string): void {
    const count = this.#byUser.get(user) ?? 0;
    if (count <= 1) this.#byUser.delete(user);
    else this.#byUser.set(user, count - 1);
  }
}
