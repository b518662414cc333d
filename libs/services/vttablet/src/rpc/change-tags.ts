import type { Rpc } from './rpc.ts';

/** An empty value removes a tag. */
export const changeTags: Rpc<'ChangeTags'> = async (manager, request) => {
  const tags = await manager.setTags((present) => {
    const next = request.replace ? {} : present;
    for (const [name, value] of Object.entries(request.tags)) {
      if (value === '') delete next[name];
      else next[name] = value;
    }
    return next;
  });
  return { tags };
};
