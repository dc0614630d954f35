import { findFreePort } from './free-port.ts';
import { PortTakenError } from './launcher.ts';
import type { RunningServer } from './launcher.ts';

/** How often ports are chosen before the last failure is handed on. */
const portTries = 10;

/** Launches at a free port; when another process takes it in between, at another one. */
export async function launchAtFreePort(
  launchAt: (port: number) => Promise<RunningServer>,
): Promise<{ port: number; running: RunningServer }> {
  return await withFreePorts(1, async ([port = 0]) => ({ port, running: await launchAt(port) }));
}

/** Does what needs several free ports; when another process takes one in between, does it again with others. */
export async function withFreePorts<T>(count: number, work: (ports: readonly number[]) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    const ports = new Set<number>();
    while (ports.size < count) ports.add(await findFreePort());
    try {
      return await work([...ports]);
    } catch (error) {
      if (!(error instanceof PortTakenError) || tries === portTries) throw error;
    }
  }
}
