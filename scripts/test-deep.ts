import { runTests } from './run-tests.ts';

// Runs the test files that explore or run long at deep size. All others are the same at any size: `npm test` runs them.
// Closes with one line that counts these tests and those of the last `npm test` together.
runTests('test:deep', process.argv.slice(2));
