/** USE database; '' is the bare `use`. */
export type Use = { readonly kind: 'Use'; readonly database: string };

export type TransactionStatement = Use;
export type TransactionFamily = TransactionStatement;
