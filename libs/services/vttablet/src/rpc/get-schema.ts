import { readSchema } from '../manager/read-schema.ts';
import type { Rpc } from './rpc.ts';

export const getSchema: Rpc<'GetSchema'> = async (manager, request, context) => {
  return { schema_definition: await readSchema(manager, request, context.signal) };
};
