import { pino } from 'pino';
import type { Clock, Logger } from '../ports.ts';
import { cleanFields, cleanText } from './log-fields.ts';
import type { LogFields, LogLevel } from './log-fields.ts';
import { logPath } from './log-files.ts';
import { RotatingFile } from './rotating-file.ts';

export interface LogFile {
  readonly logger: Logger;
  readonly path: string;
  /** As a `RotatingFile` does it. */
  readonly tend: () => boolean;
  readonly stop: () => void;
}

/** JSON lines in `logs/bellwether.log` of the data folder, from `info` up. What a disk refuses is counted and said later. */
export function pinoLogger(folder: string, clock: Pick<Clock, 'wallNow'>): LogFile {
  const path = logPath(folder);
  const file = new RotatingFile(path, clock);
  const lines = pino(
    {
      base: null,
      messageKey: 'event',
      // What a field is called can then not hide the time or the level.
      nestedKey: 'fields',
      formatters: { level: (level) => ({ level }) },
      timestamp: () => `,"time":"${new Date(clock.wallNow()).toISOString()}"`,
    },
    {
      write: (line: string) => {
        if (!file.write(line)) return;
        const dropped = file.takeDropped();
        if (dropped > 0) lines.warn({ dropped }, 'log lines were lost, the disk took none');
      },
    },
  );
  const write = (level: LogLevel) => (event: string, fields?: LogFields) => {
    if (fields === undefined) lines[level](cleanText(event));
    else lines[level](cleanFields(fields), cleanText(event));
  };
  const logger = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
  return { logger, path, tend: () => file.tend(), stop: () => file.close() };
}
