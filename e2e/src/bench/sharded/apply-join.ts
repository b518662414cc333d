import { createConnection, type RowDataPacket } from 'mysql2/promise';
import type { FourShards } from './four-shards.ts';
import { type Goal, goal } from './goal.ts';

const OUTER_ROWS = 1_000;
const ROUND_TRIPS_MAX = 20;

type Step = {
  readonly OperatorType?: string;
  readonly NoOfCalls?: number;
  readonly Variant?: string;
  readonly Inputs?: readonly Step[];
};

/** How often the gate asks and waits: calls of the plan's routes, each of which goes to its shards at the same time. */
export async function applyJoin(shards: FourShards): Promise<Goal> {
  const connection = await createConnection({ ...shards.gate });
  try {
    const sql = `select a.k, b.k from (select other_id, k from big order by id limit ${OUTER_ROWS}) a join other b on b.id = a.other_id`;
    const before = await shards.statements();
    const [rows] = await connection.query<RowDataPacket[]>(sql);
    const statements = (await shards.statements()) - before;
    const [traced] = await connection.query<RowDataPacket[]>(`vexplain trace ${sql}`);
    const trips = routeCalls(JSON.parse(String(Object.values(traced[0] as RowDataPacket)[0])) as Step);
    return goal(
      'apply join',
      trips,
      'round trips',
      ROUND_TRIPS_MAX,
      { 'outer rows': OUTER_ROWS, 'statements to shards': statements },
      rows.length === OUTER_ROWS,
    );
  } finally {
    await connection.end();
  }
}

function routeCalls({ OperatorType, NoOfCalls, Inputs = [] }: Step): number {
  const own = OperatorType === 'Route' ? (NoOfCalls ?? 0) : 0;
  return Inputs.reduce((sum, input) => sum + routeCalls(input), own);
}
