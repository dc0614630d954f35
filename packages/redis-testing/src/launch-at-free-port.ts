import { findFreePort } from './free-port.ts';
import { PortTakenError } from './launcher.ts';
import type { RunningServer } from './launcher.ts';

/** How many ports are tried before the last failure is handed on. */
const portTries = 10;

/** Launches at a free port; when another process takes it in between, at another one. */
export async function launchAtFreePort(
  launchAt: (port: number) => Promise<RunningServer>,
): Promise<{ port: number; running: RunningServer }> {
  for (let tries = 1; ; tries += 1) {
    const port = await findFreePort();
    try {
      return { port, running: await launchAt(port) };
    } catch (error) {
      if (!(error instanceof PortTakenError) || tries === portTries) throw error;
    }
  }
}
