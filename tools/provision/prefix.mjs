import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Refusal } from '../setup/progress.mjs';

/**
 * Lays the libraries of an unpacked Debian tree out as a private prefix: every shared library flat in lib/, the
 * dynamic loader among them, so that programs run under the C library they were built for, whatever the system has.
 */
export class Prefix {
  #loader;

  constructor(dir, unpacked) {
    this.dir = dir;
    this.unpacked = unpacked;
    for (const folder of ['bin', 'sbin', 'lib', 'libexec/bin', 'libexec/ld', 'share']) {
      mkdirSync(join(dir, folder), { recursive: true });
    }
    this.#copyLibraries();
    this.#copyLicences();
    this.#loader = readdirSync(join(dir, 'lib')).find((name) => /^ld-linux.*\.so\.\d+$/.test(name));
    if (!this.#loader) throw new Refusal('The packages hold no dynamic loader');
  }

  /** Copies a file or folder of the unpacked tree to a place in the prefix. */
  copy(from, to) {
    cpSync(join(this.unpacked, from), join(this.dir, to), { recursive: true, verbatimSymlinks: true });
  }

  has(from) {
    return existsSync(join(this.unpacked, from));
  }

  /**
   * Makes bin/NAME start a program of the prefix through the private loader. The loader is called by a link that
   * bears the program's name, so that ps and /proc/PID/comm show it. `exec` keeps the process id: who starts the
   * wrapper has started the server. `env` and `args` are shell text put before and after the program.
   */
  wrap(program, { env = '', prologue = '', args = '' } = {}) {
    const name = basename(program);
    const link = join(this.dir, 'libexec', 'ld', name);
    symlinkSync(join('..', '..', 'lib', this.#loader), link);
    const command = `"${link}" --library-path "${join(this.dir, 'lib')}" "${join(this.dir, program)}"`;
    this.script(name, `${prologue}${env ? `${env} ` : ''}exec ${command} ${args}"$@"\n`);
  }

  script(name, body) {
    const file = join(this.dir, 'bin', name);
    writeFileSync(file, `#!/bin/sh\n${body}`);
    chmodSync(file, 0o755);
  }

  /** Whoever hands the prefix on, as in an image, hands on each package's terms with it. */
  #copyLicences() {
    const docs = join(this.unpacked, 'usr/share/doc');
    for (const name of existsSync(docs) ? readdirSync(docs) : []) {
      const file = join(docs, name, 'copyright');
      if (existsSync(file)) cpSync(file, join(this.dir, 'share/doc', name, 'copyright'), { dereference: true });
    }
  }

  #copyLibraries() {
    for (const base of ['lib', 'usr/lib']) {
      const multiarch = existsSync(join(this.unpacked, base)) ? readdirSync(join(this.unpacked, base)) : [];
      for (const triplet of multiarch.filter((name) => name.endsWith('-linux-gnu'))) {
        const folder = join(this.unpacked, base, triplet);
        for (const name of readdirSync(folder).filter((file) => /\.so(\.|$)/.test(file))) {
          cpSync(join(folder, name), join(this.dir, 'lib', name), { verbatimSymlinks: true });
        }
      }
    }
  }
}
