import { flag, flagGroup } from '@vt/servenv/cli';
import { errorText } from '../client.ts';
import { defineCommand } from '../command.ts';

const FAMILY = 'DistributedTransaction';
const dtidFlags = flagGroup('Transaction', { dtid: flag.string('id of the transaction', { required: true }) });

/** Scripts read these commands' output, so that it says what went wrong too. */
async function toldAsJson<T>(print: (text: string) => void, about: object, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    print(JSON.stringify({ ...about, error: errorText(error) }, null, 2));
    throw error;
  }
}

export const unresolvedList = defineCommand({
  name: `${FAMILY} unresolved-list`,
  args: [],
  short: 'Lists transactions over several shards that wait for somebody to end them.',
  flags: flagGroup('Transactions', {
    'abandon-age': flag.integer('only those that are older, in seconds; 0: as the tablets are set'),
    keyspace: flag.string('the keyspace whose shards decided', { required: true }),
  }),
  async run({ client, flags, print }) {
    const request = { keyspace: flags.keyspace, abandon_age: BigInt(flags['abandon-age']) };
    const answer = await toldAsJson(print, {}, () => client.call('GetUnresolvedTransactions', request));
    print(client.jsonList('query.TransactionMetadata', answer.transactions));
  },
});

export const transactionInfo = defineCommand({
  name: `${FAMILY} get-info`,
  args: [],
  short: 'Shows what each shard has of a transaction.',
  flags: dtidFlags,
  async run({ client, flags, print }) {
    const answer = await toldAsJson(print, {}, () => client.call('GetTransactionInfo', { dtid: flags.dtid }));
    print(client.json('vtctldata.GetTransactionInfoResponse', answer));
  },
});

export const concludeTransaction = defineCommand({
  name: `${FAMILY} conclude`,
  args: [],
  short: 'Ends a transaction by hand: what is still prepared of it is rolled back, and the decision is forgotten.',
  flags: dtidFlags,
  async run({ client, flags, print }) {
    const { dtid } = flags;
    const failed = { dtid, message: 'Failed to conclude the distributed transaction' };
    await toldAsJson(print, failed, () => client.call('ConcludeTransaction', { dtid }));
    print(JSON.stringify({ dtid, message: 'Successfully concluded the distributed transaction' }, null, 2));
  },
});
