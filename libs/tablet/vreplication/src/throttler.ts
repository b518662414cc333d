/** Whether an app may go on now; `reason` says why not. */
export type ThrottleCheck = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** Asked by the apps vplayer and vcopier before each batch. */
export interface Throttler {
  check(app: string, signal: AbortSignal): Promise<ThrottleCheck>;
}

/** Nothing holds anybody back. */
export const noThrottler: Throttler = { check: async () => ({ ok: true }) };
