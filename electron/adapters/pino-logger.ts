import { pino } from 'pino';
import type { Clock, Logger } from '../ports.ts';
import { cleanFields, cleanText } from './log-fields.ts';
import type { LogFields, LogLevel } from './log-fields.ts';
import { logPath } from './log-files.ts';
import { RepeatedLines, type Line } from './repeated-lines.ts';
import { RotatingFile } from './rotating-file.ts';

export interface LogFile {
  readonly logger: Logger;
  readonly path: string;
  /** As a `RotatingFile` does it. */
  readonly tend: () => boolean;
  readonly stop: () => void;
}

/** JSON lines in `logs/bellwether.log` of the data folder, from `info` up. What repeats, and what a disk refuses, is counted and said later. */
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
  const repeated = new RepeatedLines();
  const put = ({ level, event, fields }: Line) => {
    if (Object.keys(fields).length === 0) lines[level](event);
    else lines[level](fields, event);
  };
  const write =
    (level: LogLevel) =>
    (text: string, given: LogFields = {}) => {
      const line = { level, event: cleanText(text), fields: cleanFields(given) };
      const now = clock.wallNow();
      for (const due of repeated.due(now)) put(due);
      if (repeated.isNew(line, now)) put(line);
    };
  const logger = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
  return {
    logger,
    path,
    tend: () => {
      for (const due of repeated.due(clock.wallNow())) put(due);
      return file.tend();
    },
    stop: () => {
      for (const due of repeated.rest(clock.wallNow())) put(due);
      file.close();
    },
  };
}
