import { spawn } from 'node:child_process';
import path from 'node:path';
import { root, runCommand } from './run-command.ts';

// Builds the example agent with all that it stands on, and runs it in the caller's folder.
const app = '@modular-agent/example-agent';
if (!runCommand('turbo', ['run', 'build', `--filter=${app}`, '--output-logs=errors-only', '--log-prefix=none'])) {
  process.exit(1);
}
const main = path.join(root, 'apps', 'example-agent', 'dist', 'main.js');
const child = spawn(process.execPath, [main, ...process.argv.slice(2)], {
  cwd: process.env['INIT_CWD'] ?? process.cwd(),
  stdio: 'inherit',
});
// The terminal sends Ctrl-C to both; the agent closes what it opened and says how it ended.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
});
