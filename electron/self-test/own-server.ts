import { join } from 'node:path';
import { ok } from '../../shared/lib/result.ts';
import { runHeadless } from '../run-headless.ts';
import { failed, well, type Finding } from './finding.ts';
import { withLoopbackService } from './loopback-service.ts';
import { ownConfig } from './own-config.ts';
import { SILENT_LOGGER } from './silent-logger.ts';

interface OwnServerOptions {
  readonly version: string;
  readonly rendererFolder: string;
  readonly temporaryFolder: string;
  /** Aborted to end it. */
  readonly signal: AbortSignal;
  /** Hears at once of the end to wait for, before anything can go wrong. */
  onEnd(this: void, ended: Promise<unknown>): void;
}

/** The whole product without a desktop, in this process, watching a service of its own: gives the address of its page. */
export async function startOwnServer(options: OwnServerOptions): Promise<Finding<string>> {
  const { version, rendererFolder, temporaryFolder, signal, onEnd } = options;
  const dataFolder = join(temporaryFolder, 'server');
  const ready = Promise.withResolvers<string | null>();
  const ended = withLoopbackService((port) => {
    const config = ownConfig(port);
    return runHeadless({
      config,
      configStore: { path: dataFolder, load: () => ok(config), watch: () => () => {} },
      override: (next) => next,
      dataFolder,
      rendererFolder,
      version,
      demo: false,
      folderMove: null,
      death: null,
      console: SILENT_LOGGER,
      signal,
      onReady: ({ url }) => ready.resolve(url),
    });
  });
  onEnd(ended);
  const first = await Promise.race([ready.promise, ended]);
  if (typeof first === 'string') return well(`a server of its own runs at ${first}`, first);
  const trouble = first === null || first.ok ? 'it ended at once' : first.error.message;
  return failed(trouble, [
    'It needs a free port of 127.0.0.1 and a temporary folder: let security software or a sandbox allow both.',
  ]);
}
