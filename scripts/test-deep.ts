import { rmSync } from 'node:fs';
import { runTests } from './run-tests.ts';
import { reportFile } from './test-report.ts';
import { testParts } from './timed-tests.ts';
import { readWorkspaces } from './workspaces.ts';

// Runs the test files that explore or run long at deep size. All others are the same at any size: `npm test` runs them.
// Closes with one line that counts these tests and those of the last `npm test` together.
for (const { folder } of readWorkspaces()) {
  for (const part of [undefined, ...testParts]) rmSync(reportFile(folder, 'test:deep', part), { force: true });
}
runTests('test:deep', process.argv.slice(2));
