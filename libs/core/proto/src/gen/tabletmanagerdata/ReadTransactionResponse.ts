
import type { TransactionMetadata as _query_TransactionMetadata, TransactionMetadata__Output as _query_TransactionMetadata__Output } from '../query/TransactionMetadata.ts';

export interface ReadTransactionResponse {
  'transaction'?: (_query_TransactionMetadata | null);
}

export interface ReadTransactionResponse__Output {
  'transaction': (_query_TransactionMetadata__Output | null);
}
