import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** How a process ended. */
export interface Ended {
  readonly code: number | null;
  /** What it wrote to its standard output and error. */
  readonly output: string;
}

/**
 * Runs a program of `programs/` in a Node.js of its own, and waits until it ends by itself.
 *
 * @param options Passed on as JSON.
 * @throws Error with its output if it has not ended after 20 seconds.
 */
export async function runProgram(name: string, options: object = {}): Promise<Ended> {
  const program = fileURLToPath(new URL(`./programs/${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, [program, JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece: Buffer) => (output += piece.toString()));
  const watchdog = setTimeout(() => child.kill('SIGKILL'), 20_000);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  clearTimeout(watchdog);
  if (child.signalCode === 'SIGKILL') throw new Error(`${name} does not end; its output: ${output}`);
  return { code, output };
}
