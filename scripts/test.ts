import { rmSync } from 'node:fs';
import path from 'node:path';
import { runTests } from './run-tests.ts';
import { readWorkspaces } from './workspaces.ts';

// Runs every workspace's tests; `--force` also runs those whose inputs did not change.
for (const { folder } of readWorkspaces()) rmSync(path.join(folder, '.reports'), { recursive: true, force: true });
runTests('test', process.argv.slice(2));
