/** The value of a comment directive (`/*vt+ NAME=value *\/`); '1' where it has none; undefined where it is not there. */
export function directive(comments: readonly string[], name: string): string | undefined {
  for (const comment of comments) {
    const body = /^\/\*vt\+([^]*)\*\/$/.exec(comment.trim())?.[1];
    for (const word of body?.trim().split(/\s+/) ?? []) {
      const [key = '', value = '1'] = word.split('=');
      if (key.toUpperCase() === name) return value;
    }
  }
  return undefined;
}
