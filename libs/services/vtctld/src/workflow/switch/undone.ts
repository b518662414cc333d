/** A switch of writes that failed, and left nothing behind. The cause is why it failed. */
export class UndoneError extends Error {}
