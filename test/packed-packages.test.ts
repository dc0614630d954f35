import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packPackages } from '../scripts/pack-packages.ts';
import { root } from '../scripts/run-command.ts';

/** Long enough for a package manager that fetches over a slow line. */
const installTimeout = 180_000;

const folder = mkdtempSync(path.join(tmpdir(), 'packed-packages-'));
let tarballs: readonly string[] = [];

beforeAll(() => {
  tarballs = packPackages(path.join(folder, 'tarballs'));
}, installTimeout);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** An empty project that has these packages installed from their tarballs, and whatever comes with them. */
function installInto(name: string, packages: readonly string[], others: readonly string[] = []): string {
  const project = path.join(folder, name);
  mkdirSync(project);
  writeFileSync(path.join(project, 'package.json'), JSON.stringify({ name, private: true, type: 'module' }));
  const files = packages.map((each) => {
    const file = tarballs.find((tarball) => path.basename(tarball).startsWith(`modular-agent-${each}-`));
    if (file === undefined) throw new Error(`no tarball of ${each}`);
    return file;
  });
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  execFileSync(
    npm,
    ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline', ...files, ...others],
    {
      cwd: project,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  return project;
}

/** Every package in a project's node_modules. */
function installedPackages(project: string): readonly string[] {
  const lock = JSON.parse(readFileSync(path.join(project, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, unknown>>;
  };
  return Object.keys(lock.packages)
    .filter((location) => location !== '')
    .map((location) => location.replace(/^.*node_modules\//, ''))
    .toSorted();
}

describe('installed from its tarball into an empty project', () => {
  it('cache-memory brings cache-contract and lru-cache, and nothing else', { timeout: installTimeout }, () => {
    const project = installInto('memory', ['cache-contract', 'cache-memory']);
    expect(installedPackages(project)).toEqual([
      '@modular-agent/cache-contract',
      '@modular-agent/cache-memory',
      'lru-cache',
    ]);
  });

  it(
    'cache-redis brings cache-contract, redis and superjson with what they need, and nothing else',
    { timeout: installTimeout },
    () => {
      const project = installInto('redis', ['cache-contract', 'cache-redis']);
      expect(installedPackages(project)).toEqual([
        '@modular-agent/cache-contract',
        '@modular-agent/cache-redis',
        '@redis/bloom',
        '@redis/client',
        '@redis/json',
        '@redis/search',
        '@redis/time-series',
        'copy-anything',
        'redis',
        'superjson',
      ]);
    },
  );

  it('holds its sources, its build, its README and its license terms, and no test', () => {
    for (const tarball of tarballs) {
      const files = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).split('\n');
      expect(files).toContain('package/README.md');
      expect(files).toContain('package/LICENSE');
      expect(files).toContain('package/dist/index.js');
      expect(files).toContain('package/dist/index.d.ts');
      expect(files.filter((file) => /\.test\.|\.tsbuildinfo|node_modules/.test(file))).toEqual([]);
    }
  });
});

describe('a project that installed every public package', () => {
  let project = '';
  beforeAll(() => {
    project = installInto('all', names(), [`inversify@8`, `@types/node@24`]);
    const imports = names().map((each, index) => `import * as package${index} from '@modular-agent/${each}';`);
    const uses = names().map(
      (_, index) => `if (Object.keys(package${index}).length === 0) throw new Error('${index}');`,
    );
    const provider = `import { StatsRecorder } from '@modular-agent/cache-contract/provider';\nnew StatsRecorder();`;
    writeFileSync(path.join(project, 'main.ts'), [...imports, ...uses, provider, ''].join('\n'));
  }, installTimeout);

  it.each([
    ['NodeNext', 'NodeNext'],
    ['ESNext', 'Bundler'],
  ])('resolves every type with module %s, moduleResolution %s and skipLibCheck off', (module, moduleResolution) => {
    writeFileSync(
      path.join(project, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          module,
          moduleResolution,
          target: 'ES2022',
          strict: true,
          exactOptionalPropertyTypes: true,
          skipLibCheck: false,
          noEmit: true,
          types: ['node'],
        },
        files: ['main.ts'],
      }),
    );
    const tsc = path.join(root, 'node_modules/.bin/tsc');
    const output = runTsc(tsc, project);
    expect(output).toBe('');
  });

  it('loads every package in Node.js', () => {
    // Nothing in it is TypeScript alone.
    copyFileSync(path.join(project, 'main.ts'), path.join(project, 'main.mjs'));
    expect(() => execFileSync(process.execPath, ['main.mjs'], { cwd: project, stdio: 'inherit' })).not.toThrow();
  });
});

/** The packed packages, without their scope. */
function names(): readonly string[] {
  return tarballs.map((tarball) => /modular-agent-(.+)-\d+\.\d+\.\d+.*\.tgz$/.exec(path.basename(tarball))?.[1] ?? '');
}

function runTsc(tsc: string, project: string): string {
  try {
    return execFileSync(tsc, ['--project', project], { encoding: 'utf8' });
  } catch (error) {
    return String((error as { stdout?: unknown }).stdout);
  }
}
