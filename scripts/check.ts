import { rmSync } from 'node:fs';
import path from 'node:path';
import { packPackages } from './pack-packages.ts';
import { root, runCommand } from './run-command.ts';

// Everything that can be said of the code without running it. Each check runs even if an earlier one failed.
const checks: readonly (readonly [name: string, command: string, ...arguments: string[]])[] = [
  ['types and build', 'turbo', 'run', 'build', '--output-logs=errors-only', '--log-prefix=none'],
  ['types of the scripts', 'tsc', '--project', 'scripts'],
  ['lint', 'oxlint', '--type-aware', '--deny-warnings'],
  ['format', 'oxfmt', '--check', '.'],
  ['dead code', 'knip'],
  ['layers', 'node', 'scripts/import-layers.ts'],
];

const failed: string[] = [];
for (const [name, command, ...commandArguments] of checks) {
  console.log(`\n── ${name}: ${command} ${commandArguments.join(' ')}`);
  if (!runCommand(command, commandArguments)) failed.push(name);
}

console.log('\n── packages: publint and attw on the packed tarballs');
const tarballs = path.join(root, '.cache', 'tarballs');
rmSync(tarballs, { recursive: true, force: true });
for (const tarball of packPackages(tarballs)) {
  const sound = [
    runCommand('publint', ['run', tarball, '--strict']),
    runCommand('attw', [tarball, '--profile', 'esm-only', '--format', 'ascii', '--no-emoji']),
  ];
  if (sound.includes(false)) failed.push(path.basename(tarball));
}

console.log(failed.length === 0 ? '\nEvery check passed.' : `\nFailed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
