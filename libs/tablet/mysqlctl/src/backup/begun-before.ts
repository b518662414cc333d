import { VtError } from '@vt/base';
import { EventReader, type Position, parsePosition, positionContains } from '@vt/mysql';
import { beginsTransaction } from './binlog-gtids.ts';
import { scanBinlog } from './binlog-scan.ts';

const FORMAT_DESCRIPTION = 15;

/**
 * The transactions of logs, in their order, up to the first that began at a time or later; of those, what is `within` a position (undefined: all). INVARIANT: nothing but the transactions' own
 * times decides: a log that a lagging replica opened late says so at its beginning, and holds transactions from long before. The servers' own programs end there.
 */
export function begunBefore(files: readonly string[], before: Date, within: Position): Position {
  const limit = Math.floor(before.getTime() / 1000);
  const found = new Gtids();
  for (const path of files) {
    const reader = new EventReader();
    for (const event of scanBinlog(path)) {
      if (event.type === FORMAT_DESCRIPTION) reader.read(event.whole());
      if (!beginsTransaction(event)) continue;
      if (event.time >= limit) return found.position;
      const gtid = gtidOf(reader, event.whole(), path);
      if (within === undefined || positionContains(within, positionOf([gtid]))) found.add(gtid);
    }
  }
  return found.position;
}

function gtidOf(reader: EventReader, bytes: Buffer, path: string): string {
  const [event] = reader.read(bytes);
  if (event?.kind === 'Gtid' && event.gtid !== '') return event.gtid;
  throw new VtError({ code: 'FAILED_PRECONDITION', message: `${path} holds transactions without GTIDs` });
}

const isMariadb = (gtid: string): boolean => !gtid.includes(':');

function positionOf(texts: readonly string[]): Position {
  const [first] = texts;
  return first === undefined
    ? undefined
    : parsePosition(`${isMariadb(first) ? 'MariaDB' : 'MySQL56'}/${texts.join(',')}`);
}

/** Of MySQL runs of numbers, of MariaDB the last of each domain. */
class Gtids {
  readonly #runs = new Map<string, { readonly from: bigint; to: bigint }[]>();
  readonly #domains = new Map<string, string>();

  add(gtid: string): void {
    if (isMariadb(gtid)) return void this.#domains.set(gtid.slice(0, gtid.indexOf('-')), gtid);
    const at = gtid.lastIndexOf(':');
    const [source, number] = [gtid.slice(0, at), BigInt(gtid.slice(at + 1))];
    const runs = this.#runs.get(source) ?? [];
    this.#runs.set(source, runs);
    const last = runs.at(-1);
    if (last && number === last.to + 1n) last.to = number;
    else runs.push({ from: number, to: number });
  }

  get position(): Position {
    const runs = [...this.#runs].map(([source, all]) =>
      [source, ...all.map(({ from, to }) => `${from}-${to}`)].join(':'),
    );
    return positionOf([...runs, ...this.#domains.values()]);
  }
}
