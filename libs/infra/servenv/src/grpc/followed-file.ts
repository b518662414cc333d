import { statSync } from 'node:fs';

/**
 * A file that may be replaced while the process runs: each call of what is returned gives what the file holds then. What cannot be read, as in the midst of
 * being replaced, leaves what there was, and is read again at the next call. @throws whatever `read` throws, for the file as it is now
 */
export function followFile<T>(path: string, read: (path: string) => T): () => T {
  // Before the reading: who replaces the file in between is seen at the next call.
  let state = stateOf(path);
  let content = read(path);
  return () => {
    const now = stateOf(path);
    if (now === state) return content;
    try {
      content = read(path);
      state = now;
    } catch {
      // Read again at the next call.
    }
    return content;
  };
}

/** Another one where the file is another, also behind a link. */
function stateOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? `${found.ino} ${found.mtimeMs} ${found.size}` : '';
}
