import { getContainerRuntimeClient, getReaper, ImageName } from 'testcontainers';
import type { ContainerRuntimeClient } from 'testcontainers';

import { announce } from '../announce.ts';

/** What containers are made of. */
export interface ContainerSource {
  readonly client: ContainerRuntimeClient;
  readonly image: string;
  /** What the image runs by default: `redis-server` or `valkey-server`. */
  readonly command: string;
  /** Can the daemon map a container's port to one of the host? Not without its bridge: then containers share the host's network. */
  readonly mapsPorts: boolean;
}

/**
 * Pulls the image if it is absent, and starts Ryuk, which removes what a dead process leaves behind.
 *
 * @throws Error if the image, or Ryuk's, can't be had.
 */
export async function containerSource(image: string): Promise<ContainerSource> {
  const client = await getContainerRuntimeClient();
  const name = ImageName.fromString(image);
  if (!(await client.image.exists(name))) {
    announce(`pulling ${image}`);
    await client.image.pull(name).catch((error: unknown) => {
      throw new Error(`${image} can't be pulled: ${messageOf(error)}`, { cause: error });
    });
  }
  await getReaper(client).catch((error: unknown) => {
    throw new Error(
      `testcontainers' Ryuk does not start (TESTCONTAINERS_RYUK_DISABLED=true does without): ${messageOf(error)}`,
      { cause: error },
    );
  });
  const { Config } = await client.image.inspect(name);
  const networks = await client.container.dockerode.listNetworks();
  const mapsPorts = networks.some(({ Name }) => Name === 'bridge');
  return Object.freeze({ client, image, command: Config.Cmd?.[0] ?? 'redis-server', mapsPorts });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
