import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from '../scripts/run-command.ts';
import { readmeExamples, type ReadmeExample } from './readme-examples.ts';

// Inside this package, so that the examples find the workspace's packages as a user's project would.
const folder = path.join(root, 'test', '.cache', 'examples');
const examples = readmeExamples();

const fileOf = (example: ReadmeExample): string =>
  `${example.file.replaceAll(/[^A-Za-z]+/g, '-')}-line-${example.line}.ts`;

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const example of examples) writeFileSync(path.join(folder, fileOf(example)), `${example.code}\nexport {};\n`);
  const options = {
    noEmit: true,
    rootDir: root,
    isolatedDeclarations: false,
    declaration: false,
    declarationMap: false,
  };
  writeFileSync(
    path.join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: path.join(root, 'tsconfig.base.json'),
      compilerOptions: { ...options, noUnusedLocals: false },
      include: ['.'],
    }),
  );
});

describe('the examples in the READMEs', () => {
  it('exist for every public package', () => {
    const files = new Set(examples.map((example) => example.file));
    expect(files).toContain('README.md');
    expect(files).toContain('packages/cache/README.md');
    for (const name of ['contract', 'memory', 'redis', 'config', 'inversify', 'conformance']) {
      expect(files).toContain(`packages/cache-${name}/README.md`);
    }
  });

  it('compile under the strictest settings', { timeout: 60_000 }, () => {
    const { stdout } = spawnSync('tsc', ['--project', folder], { encoding: 'utf8' });
    expect(stdout).toBe('');
  });

  it.each(examples.filter((example) => example.language === 'ts run').map((example) => [fileOf(example)]))(
    'run as they stand: %s',
    { timeout: 30_000 },
    (file) => {
      const { status, stderr } = spawnSync(process.execPath, [path.join(folder, file)], { encoding: 'utf8' });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    },
  );
});
