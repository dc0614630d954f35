import type { Environment } from '../interpolation/interpolate.ts';
import type { Finding } from './finding.ts';

/** What reading a configuration needs, and where it tells what it found. */
export interface ReadContext {
  readonly environment: Environment;
  readonly problems: Finding[];
  readonly warnings: Finding[];
}
