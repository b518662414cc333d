/** What the page shows of programs that vtctld only asks for their pages; one that does not answer says why. */

const TIMEOUT_MS = 3_000;
const RECOVERIES_MAX = 50;
const STATEMENTS_MAX = 30;

type Seen = { readonly address: string; readonly error?: string };

export const repairsSeen = (vtorcs: readonly string[]): Promise<Seen[]> =>
  each(vtorcs, async (ask) => {
    const [recoveries, problems] = await Promise.all([ask('/api/recoveries'), ask('/api/problems')]);
    return { recoveries: firstOf(recoveries, RECOVERIES_MAX), problems };
  });

/** Counters of gates, and the statements that took most time there. */
export const gatesSeen = (vtgates: readonly string[]): Promise<Seen[]> =>
  each(vtgates, async (ask) => {
    const [vars, statements] = await Promise.all([ask('/debug/vars'), ask('/debug/query_stats')]);
    return { vars: pick(vars), statements: firstOf(statements, STATEMENTS_MAX) };
  });

const shown = [
  'BufferRequestsBuffered',
  'MysqlServerConnCount',
  'ScratchReads',
  'Uptime',
  'VtgateApi',
  'VtgateApiErrorCounts',
] as const;

const pick = (vars: unknown): object => {
  const all = vars as Readonly<Record<string, unknown>>;
  return Object.fromEntries(shown.map((name) => [name, all[name]]));
};

const firstOf = (list: unknown, max: number): unknown[] => (list as unknown[]).slice(0, max);

/** `fetch` says no more than that it failed; why is in the cause. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  return cause instanceof Error && cause.message !== '' ? cause.message : message;
}

function each(
  addresses: readonly string[],
  look: (ask: (path: string) => Promise<unknown>) => Promise<object>,
): Promise<Seen[]> {
  const answers = addresses.map(async (address): Promise<Seen> => {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const ask = async (path: string): Promise<unknown> => {
      const answer = await fetch(`http://${address}${path}`, { signal });
      if (!answer.ok) throw new Error((await answer.text()).trim());
      return answer.json();
    };
    try {
      return { address, ...(await look(ask)) };
    } catch (error) {
      return { address, error: reasonOf(error) };
    }
  });
  return Promise.all(answers);
}
