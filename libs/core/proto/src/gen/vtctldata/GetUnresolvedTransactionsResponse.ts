
import type { TransactionMetadata as _query_TransactionMetadata, TransactionMetadata__Output as _query_TransactionMetadata__Output } from '../query/TransactionMetadata.ts';

export interface GetUnresolvedTransactionsResponse {
  'transactions'?: (_query_TransactionMetadata)[];
}

export interface GetUnresolvedTransactionsResponse__Output {
  'transactions': (_query_TransactionMetadata__Output)[];
}
