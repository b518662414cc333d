import type { Handlers } from '../compile/compiler.ts';

/** Functions with a syntax of their own. */
export const formHandlers: Handlers = {};
