import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '../setup/progress.mjs';
import { run, tail } from '../setup/run.mjs';

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const CONFIG_PARTS = '/etc/apt/apt.conf.d';

/**
 * A private apt: its own lists and state in `dir`, the system's proxies and credentials, nothing written outside.
 * It fetches and verifies; resolving is ours (see closure.mjs), because apt's own package cache costs
 * many seconds to build and would be used once.
 */
export class Apt {
  #dir;
  #env;

  constructor(dir) {
    this.#dir = dir;
    this.#env = { ...process.env, LC_ALL: 'C', APT_CONFIG: join(dir, 'apt.conf') };
  }

  static isHere() {
    return existsSync('/usr/bin/apt-get') && existsSync('/usr/bin/dpkg-deb') && existsSync(KEYRING);
  }

  /** Fetches the package index of a suite. Returns { mirror, packages: the index file }. */
  async fetchIndex(suite) {
    const mirror = await mirrorUrl();
    const arch = (await run('dpkg', ['--print-architecture'])).stdout.trim();
    this.#configure(`deb [signed-by=${KEYRING} arch=${arch} target=Packages] ${mirror} ${suite} main\n`);
    await this.#update(suite);
    const lists = join(this.#dir, 'lists');
    const name = readdirSync(lists).find((file) => file.endsWith('_Packages'));
    if (!name) throw new Refusal(`apt fetched no package index of Debian ${suite}`);
    return { mirror, packages: join(lists, name) };
  }

  /** Downloads `files` ({ url, path, sha256 }); apt-helper checks each hash. */
  async download(files) {
    const args = files.flatMap(({ url, path, sha256 }) => [url, path, `SHA256:${sha256}`]);
    const { code, output } = await run('/usr/lib/apt/apt-helper', ['-q', 'download-file', ...args], { env: this.#env });
    if (code !== 0) throw new Refusal(`a package could not be downloaded: ${reason(output)}`);
  }

  async #update(suite) {
    const update = (options) => run('apt-get', ['-q', ...options, 'update'], { env: this.#env });
    let { code, output } = await update([]);
    // A mirror that lags serves an index past its Valid-Until date. Its signature still proves where it comes from.
    if (/is expired/.test(output)) ({ code, output } = await update(['-o', 'Acquire::Check-Valid-Until=false']));
    if (code !== 0 || /^(E|W): Failed to fetch/m.test(output)) {
      throw new Refusal(`the package index of Debian ${suite} could not be fetched: ${reason(output)}`);
    }
  }

  #configure(sources) {
    const at = (...names) => join(this.#dir, ...names);
    for (const folder of ['lists/partial', 'cache/archives/partial', 'parts'])
      mkdirSync(at(folder), { recursive: true });
    copyReadable(CONFIG_PARTS, at('parts'));
    writeFileSync(at('status'), '');
    writeFileSync(at('sources.list'), sources);
    writeFileSync(at('apt.conf'), `Dir::Etc::parts "${at('parts')}";\n`);
    // Read after the system's own parts, so that it wins. The system's hooks must not run: they clean the system's caches.
    writeFileSync(
      at('parts', 'zzzz-private'),
      `#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
Dir::Etc::sourcelist "${at('sources.list')}";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::State "${this.#dir}";
Dir::State::Lists "${at('lists')}";
Dir::State::status "${at('status')}";
Dir::Cache "${at('cache')}";
Dir::Log "${this.#dir}";
APT::Sandbox::User "";
Acquire::Languages "none";
Acquire::PDiffs "false";
Acquire::GzipIndexes "false";
Acquire::Retries "1";
Acquire::http::Timeout "20";
Acquire::https::Timeout "20";
pkgCacheFile::Generate "false";
`,
    );
  }
}

/** The Debian mirror that this machine's apt already uses. */
async function mirrorUrl() {
  const { stdout } = await run('apt-get', ['indextargets', '--format', '$(REPO_URI) $(RELEASE)']);
  const repos = stdout.split('\n').map((line) => line.replace(/\/* /, ' ').split(' '));
  const plain =
    repos.find(([uri]) => uri?.endsWith('/debian')) ??
    repos.find(([uri, release]) => uri && !/security/.test(`${uri}${release}`));
  if (!plain?.[0]) throw new Refusal("This machine's apt has no Debian mirror configured");
  return plain[0];
}

function copyReadable(from, to) {
  for (const name of existsSync(from) ? readdirSync(from) : []) {
    try {
      copyFileSync(join(from, name), join(to, name));
    } catch {
      // a folder, or root's own secret: apt would skip it for this user as well
    }
  }
}

/** The one line of apt's output that says why, without addresses: which mirror it is, is this machine's business. */
function reason(output) {
  const lines = output
    .replace(/https?:\/\/\S*\//g, '')
    .split('\n')
    .map((line) => line.trim());
  const telling =
    /^(?:[WE]: )?(?:Failed to fetch \S* +)?(Could not|Cannot|Unable to|Temporary failure|Connection|Hash Sum|\d{3} )|expired|not signed|No space/;
  return lines.find((line) => telling.test(line)) ?? tail(lines.join('\n'), 1);
}
