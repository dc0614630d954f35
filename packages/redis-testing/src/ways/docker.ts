import { announce } from '../announce.ts';
import { WayClosedError } from '../way.ts';
import type { Way } from '../way.ts';
import { dockerAnswers } from './docker-answers.ts';

/** Containers by testcontainers, of the image that REDIS_TESTING_IMAGE names. */
export const dockerWay: Way = {
  name: 'docker',
  async prepare({ image }) {
    if (!(await dockerAnswers(process.env))) throw new WayClosedError('no Docker daemon answers');
    try {
      // Loaded here, because testcontainers takes longer to load than a server to start.
      const { containerSource } = await import('./docker-image.ts');
      const { containerLauncher } = await import('./docker-container.ts');
      return containerLauncher(await containerSource(image));
    } catch (error) {
      const reason = `Docker answers, but has no server: ${error instanceof Error ? error.message : String(error)}`;
      announce(reason);
      throw new WayClosedError(reason, { cause: error });
    }
  },
};
