import { rmSync } from 'node:fs';
import { runTests } from './run-tests.ts';
import { reportFiles } from './test-report.ts';
import { readWorkspaces } from './workspaces.ts';

// Runs, at deep size, the test files that explore or take long. `npm test` runs all others, which have one size.
// Closes with one line that counts these tests and those of the last `npm test` together.
for (const { folder } of readWorkspaces()) {
  for (const file of reportFiles(folder, 'test:deep')) rmSync(file, { force: true });
}
runTests('test:deep', process.argv.slice(2));
