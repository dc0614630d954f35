import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import path from 'node:path';
import { root } from './run-command.ts';

// Builds the example agent with all that it stands on, and runs it in the caller's folder.
const turbo = spawn(
  'turbo',
  ['run', 'build', '--filter=@modular-agent/example-agent', '--output-logs=new-only', '--log-order=stream'],
  { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
);
const turboEnds = exitCode(turbo);
const output: string[] = [];
for await (const line of createInterface(turbo.stdout)) {
  output.push(line);
  const built = /^(\S+):build: cache miss/.exec(line)?.[1];
  if (built !== undefined) console.error(`Building ${built} …`);
}
if ((await turboEnds) !== 0) {
  console.error(output.join('\n'));
  process.exit(1);
}

const main = path.join(root, 'apps', 'example-agent', 'dist', 'main.js');
const agent = spawn(process.execPath, [main, ...process.argv.slice(2)], {
  cwd: process.env['INIT_CWD'] ?? process.cwd(),
  stdio: 'inherit',
});
// The terminal sends Ctrl-C to both; the agent closes what it opened and says how it ended.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => agent.kill('SIGTERM'));
process.exitCode = await exitCode(agent);

function exitCode(child: ReturnType<typeof spawn>): Promise<number> {
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}
