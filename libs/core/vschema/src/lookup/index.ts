export type { CommitOrder, LookupPort, LookupStatement } from './port.ts';
export { mapLookup, verifyLookup } from './read.ts';
export type { LookupOwner, LookupRow, MadeEntries } from './row.ts';
export { createLookup, deleteLookup, hasEntry, takeBackLookup, updateLookup } from './write.ts';
