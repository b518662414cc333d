/** The Vitess release whose behaviour we match; tools read the first three numbers of `--version`. */
export const version = '24.0.0';

export function versionText(name: string): string {
  return `Version: ${version} (${name}) node ${process.versions.node} ${process.platform}/${process.arch}`;
}
