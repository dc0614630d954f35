import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** How a process ended. */
export interface Ended {
  readonly code: number | null;
  /** What it wrote to its standard output and error. */
  readonly output: string;
}

/**
 * Runs a program in a Node.js of its own, and waits until it ends by itself.
 *
 * @param options Passed on as JSON.
 * @throws Error with its output if it has not ended after 20 seconds.
 */
export async function runProgram(program: URL, options: object = {}): Promise<Ended> {
  const child = spawn(process.execPath, [fileURLToPath(program), JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece: Buffer) => (output += piece.toString()));
  const watchdog = setTimeout(() => child.kill('SIGKILL'), 20_000);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  clearTimeout(watchdog);
  if (child.signalCode === 'SIGKILL') throw new Error(`${program.pathname} does not end; its output: ${output}`);
  return { code, output };
}
