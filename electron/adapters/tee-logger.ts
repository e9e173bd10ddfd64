import type { Logger } from '../ports.ts';

/** Every line to every logger. */
export function teeLogger(...loggers: readonly Logger[]): Logger {
  return {
    debug: (event, fields) => loggers.forEach((logger) => logger.debug(event, fields)),
    info: (event, fields) => loggers.forEach((logger) => logger.info(event, fields)),
    warn: (event, fields) => loggers.forEach((logger) => logger.warn(event, fields)),
    error: (event, fields) => loggers.forEach((logger) => logger.error(event, fields)),
  };
}
