import type { StreamRow } from '../store/stream-row.ts';

/** What a switch of traffic writes at streams that it has stopped, and at those whose traffic has gone over. */
const messages = new Set(['stopped for cutover', 'frozen']);

/** INVARIANT: such a stream is moved by nobody but the switch. The other side serves; what it read there would be written over what is newer. */
export const isSwitched = ({ message }: Pick<StreamRow, 'message'>): boolean => messages.has(message.toLowerCase());
