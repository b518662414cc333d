import type { TestGate } from '@vt/vtgate/testing';
import { median } from '../report.ts';
import { withGateHere } from './gate-here.ts';
import { type Goal, goal } from './goal.ts';

const PLANS = 2_000;
const MILLISECONDS_MAX = 2;

/** Another statement each time, also but for its literals. */
const join = (nth: number): string =>
  `select c.name, o.n as n${nth}, l.price, p.name, s.name from customer c join orders o on o.other_id = c.id
  join line l on l.other_id = o.id join product p on p.id = l.n join shop s on s.id = p.other_id
  where c.n = 5 and o.price > 10 and s.n in (1, 2, 3) order by o.id, l.id limit 20`;

/** CPU of planning a join of five tables of which no two are on one shard, with nothing kept from before: parse, bind, order, push down, print. */
export function coldPlan(): Promise<Goal> {
  return withGateHere(async (gate: TestGate) => {
    const session = gate.session();
    await session.all('use bench');
    const spent: number[] = [];
    for (let nth = 0; nth < PLANS; nth++) {
      const before = process.cpuUsage();
      const [row] = await session.rows(`vexplain plan ${join(nth)}`);
      const { user, system } = process.cpuUsage(before);
      spent.push((user + system) / 1_000);
      if (!row?.[0]?.includes('Join')) throw new Error(`this is no join over shards: ${row?.[0]}`);
    }
    const warm = spent.slice(PLANS / 2).sort((a, b) => a - b);
    const tenths = (value: number | undefined) => Math.round((value ?? 0) * 10) / 10;
    return goal('cold plan', median(warm), 'ms', MILLISECONDS_MAX, {
      'p90 ms': tenths(warm[Math.floor(warm.length * 0.9)]),
      'the first of the process ms': tenths(spent[0]),
      'the tenth ms': tenths(spent[9]),
    });
  });
}
