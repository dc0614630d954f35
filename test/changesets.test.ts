import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { root } from '../scripts/run-command.ts';
import { publicWorkspaces, type Manifest } from '../scripts/workspaces.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'changesets-'));

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('changes the version of one package alone by a changeset', () => {
  const manifests = publicWorkspaces().map((workspace) => ({
    name: workspace.manifest.name,
    before: workspace.manifest.version,
    file: path.join(path.relative(root, workspace.folder), 'package.json'),
  }));
  copyRepository();
  for (const file of readdirSync(path.join(folder, '.changeset'))) {
    if (file.endsWith('.md')) rmSync(path.join(folder, '.changeset', file));
  }
  writeFileSync(path.join(folder, '.changeset/one.md'), "---\n'@modular-agent/cache-memory': patch\n---\n\nA mend.\n");

  execFileSync(path.join(root, 'node_modules/.bin/changeset'), ['version'], { cwd: folder, stdio: 'pipe' });

  const changed = manifests.filter(({ file, before }) => {
    const manifest = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Manifest;
    return manifest.version !== before;
  });
  expect(changed.map(({ name }) => name)).toEqual(['@modular-agent/cache-memory']);
});

/** Every manifest of the repository, under git as changesets wants it. */
function copyRepository(): void {
  const wanted =
    /^(package\.json|pnpm-.*\.yaml|\.changeset.*|(packages|apps)(\/[^/]+(\/package\.json)?)?|test(\/package\.json)?)$/;
  cpSync(root, folder, { recursive: true, filter: (file) => file === root || wanted.test(path.relative(root, file)) });
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  const git = (...options: string[]): void => {
    execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@localhost', ...options], {
      cwd: folder,
      stdio: 'pipe',
    });
  };
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--', 'package.json', 'packages', 'apps', '.changeset');
  git('commit', '--quiet', '--message', 'Begin');
}
