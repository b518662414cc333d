/** Words as a shell would part them: quotes keep spaces, a backslash keeps the next character. */
export function shellWords(text: string): string[] {
  const words: string[] = [];
  for (const [word] of text.matchAll(/(?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s"'\\])+/gs)) words.push(unquoted(word));
  return words;
}

function unquoted(word: string): string {
  return word.replaceAll(
    /"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)/gs,
    (_all, double?: string, single?: string, one?: string) =>
      double !== undefined ? double.replaceAll(/\\(["\\$`])/g, '$1') : (single ?? one ?? ''),
  );
}
