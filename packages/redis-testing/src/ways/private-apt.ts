import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

import type { DebianRelease } from './debian-release.ts';
import { withSuite } from './other-suite.ts';

/** An apt-get that knows the machine's archives and installed packages, and writes into one folder only. */
export interface PrivateApt {
  /** Where `install --download-only` leaves packages. */
  readonly archives: string;
  /** Runs apt-get. @throws Error with what it said, if it fails. */
  readonly get: (...args: string[]) => Promise<string>;
}

const run = promisify(execFile);

/** Milliseconds. */
const runLimit = 300_000;

/**
 * Sets one up in a folder. Works for any user: none of the system's locks, lists, caches and hooks is touched.
 *
 * @param suite another release of the system, by its codename: then it knows that one's archives in place of the machine's
 * own, and no package as installed.
 */
export async function privateApt(folder: string, release: DebianRelease, suite?: string): Promise<PrivateApt> {
  const at = (...names: string[]): string => join(folder, ...names);
  for (const made of ['none', 'sources', 'state/lists/partial', 'cache/archives/partial']) {
    await mkdir(at(made), { recursive: true });
  }
  for (const file of await sourceFiles(release)) {
    const list = await readFile(file, 'utf8');
    const wanted = suite === undefined ? list : withSuite(list, release.codenames, suite);
    await writeFile(at('sources', basename(file)), wanted);
  }
  await writeFile(at('status'), suite === undefined ? await installedPackages() : '');
  await writeFile(at('preferences'), ownPackagesOnly(release));
  const settings = [
    ...(await machineSettings()),
    `Dir::Etc::main "/dev/null";`,
    `Dir::Etc::parts "${at('none')}";`,
    `Dir::Etc::sourcelist "/dev/null";`,
    `Dir::Etc::sourceparts "${at('sources')}";`,
    `Dir::Etc::preferences "${at('preferences')}";`,
    `Dir::Etc::preferencesparts "${at('none')}";`,
    `Dir::State "${at('state')}";`,
    `Dir::State::status "${at('status')}";`,
    `Dir::Cache "${at('cache')}";`,
    `Dir::Log "${at('none')}";`,
    // Root's apt would otherwise download as a user that can't write here.
    `APT::Sandbox::User "root";`,
    `Acquire::Languages "none";`,
    `Acquire::Retries "1";`,
    `Acquire::http::Timeout "10";`,
    `Acquire::https::Timeout "10";`,
  ];
  await writeFile(at('apt.conf'), `${settings.join('\n')}\n`);
  const env = { ...process.env, APT_CONFIG: at('apt.conf'), LC_ALL: 'C' };
  return {
    archives: at('cache/archives'),
    get: async (...args) => {
      const { stdout } = await run('apt-get', args, { env, timeout: runLimit, maxBuffer: 2 ** 26 });
      return stdout;
    },
  };
}

/**
 * The machine's source lists that hold a suite of its own release, as they are: what they say of keys and mirrors stays.
 * Lists of others alone are left out, so that one that does not answer costs no time.
 */
async function sourceFiles({ codenames }: DebianRelease): Promise<string[]> {
  const format = '$(SOURCESENTRY) $(RELEASE)';
  const { stdout } = await run('apt-get', ['indextargets', '--no-release-info', '--format', format]);
  const files = new Set<string>();
  for (const line of stdout.split('\n')) {
    const [, file, suite] = /^(.*):\d+ (\S+)$/.exec(line) ?? [];
    const named = codenames.some((codename) => new RegExp(`^${codename}($|[-/])`).test(suite ?? ''));
    if (file && suite && (named || /^(oldstable|stable|testing|unstable|sid)($|[-/])/.test(suite))) {
      files.add(file);
    }
  }
  if (files.size === 0) throw new Error(`apt has no source for ${codenames.join(', ')}`);
  return [...files];
}

/** A list may name other archives beside the release's own: their packages are not taken. */
function ownPackagesOnly({ origins }: DebianRelease): string {
  return `Package: *
Pin: release o=/^(${origins.join('|')})$/
Pin-Priority: 500

Package: *
Pin: release o=*
Pin-Priority: -1
`;
}

/** dpkg's list, so that only missing libraries are fetched; without the servers, which are wanted in any case. */
async function installedPackages(): Promise<string> {
  const status = await readFile('/var/lib/dpkg/status', 'utf8');
  return status
    .split('\n\n')
    .filter((entry) => !/^Package: (redis|valkey)/m.test(entry))
    .join('\n\n');
}

/** How the machine reaches its archives (proxies, certificates, checks); its hooks are left out. */
async function machineSettings(): Promise<string[]> {
  const { stdout } = await run('apt-config', ['dump']);
  return stdout.split('\n').filter((line) => /^(Acquire::(?!IndexTargets)|APT::Architecture)/.test(line));
}
