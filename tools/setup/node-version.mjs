// Imported before everything else, and alone in using nothing newer than Node 12: whoever comes with an
// old Node shall read one sentence and no stack trace.

const NODE_MIN = [20, 19, 0];

/** The sentence to show when `version` is too old, else undefined. */
export function nodeVersionProblem(version) {
  const have = version.replace(/^v/, '').split('.').map(Number);
  for (let i = 0; i < NODE_MIN.length; i++) {
    if (have[i] > NODE_MIN[i]) return undefined;
    if (have[i] < NODE_MIN[i]) {
      return `This project needs Node ${NODE_MIN[0]}.${NODE_MIN[1]} or newer, and this is Node ${have.join('.')}.`;
    }
  }
  return undefined;
}

const problem = nodeVersionProblem(process.versions.node);
if (problem) {
  console.error(problem);
  process.exit(1);
}
