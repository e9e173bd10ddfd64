import {
  appendFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { numberedLog } from '../../../electron/adapters/log-files.ts';
import { LogTail } from '../../../electron/adapters/log-tail.ts';
import { pinoLogger } from '../../../electron/adapters/pino-logger.ts';
import { clock, temporaryFolder } from './storage-fixture.ts';

interface Log {
  readonly path: string;
  readonly tail: LogTail;
  /** The texts that have come since the last time. */
  news(this: void): readonly string[];
  /** As the logger changes files. */
  shift(this: void): void;
}

function log(texts: readonly string[] = []): Log {
  const path = join(temporaryFolder(), 'bellwether.log');
  texts.forEach((text, number) => writeFileSync(numberedLog(path, number), text));
  const tail = new LogTail(path);
  onTestFinished(() => tail.close());
  return {
    path,
    tail,
    news: () => [...tail.lines()].map(({ text }) => text),
    shift: () => {
      for (let number = 4; number > 0; number--) {
        try {
          renameSync(numberedLog(path, number - 1), numberedLog(path, number));
        } catch {
          // There are not as many yet.
        }
      }
    },
  };
}

describe('the log as one stream', () => {
  it('begins with the oldest file, and a missing one between them is no end', () => {
    const { path, news } = log(['e\nf\n', 'd\n', 'gone\n', 'b\nc\n', 'a\n']);
    rmSync(numberedLog(path, 2));
    expect(news()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(news()).toEqual([]);
  });

  it('reads lines that are longer than what is read at once, byte for byte', () => {
    const long = 'ä€😀'.repeat(30_000);
    expect(log([`${long}\n\n${long}x\n`]).news()).toEqual([long, '', `${long}x`]);
  });

  it('keeps a line until its end comes, and gives what is left of it when asked', () => {
    const { path, tail, news } = log(['whole\nha']);
    expect(news()).toEqual(['whole']);
    appendFileSync(path, 'lf\nrest');
    expect(news()).toEqual(['half']);
    expect([...tail.rest()]).toEqual([{ file: 'bellwether.log', text: 'rest', fault: 'half written' }]);
    expect([...tail.rest()]).toEqual([]);
  });

  it('gives of a line without end its beginning only, and then the next one', () => {
    const { tail } = log([`${'x'.repeat(5_000_000)}\nnext\n`]);
    const [first, next] = [...tail.lines()];
    expect(first).toMatchObject({ fault: 'too long', text: expect.stringMatching(/^x+$/) });
    expect(first!.text.length).toBeLessThanOrEqual(1024 * 1024);
    expect(next).toEqual({ file: 'bellwether.log', text: 'next', fault: null });
  });

  it('tells of the half line at the end of an older file, in its place', () => {
    const { tail } = log(['c\n', 'a\nb']);
    expect([...tail.lines()]).toEqual([
      { file: 'bellwether.1.log', text: 'a', fault: null },
      { file: 'bellwether.1.log', text: 'b', fault: 'half written' },
      { file: 'bellwether.log', text: 'c', fault: null },
    ]);
  });

  it('has nothing to tell where there is nothing, and goes on when there is', () => {
    const { path, tail, news } = log();
    mkdirSync(numberedLog(path, 1));
    expect([news(), tail.found]).toEqual([[], false]);
    writeFileSync(path, 'first\n');
    expect([news(), tail.found]).toEqual([['first'], true]);
  });
});

describe('followed', () => {
  it('misses nothing when files change, once or several times between two looks', () => {
    const { path, news, shift } = log(['a\n']);
    expect(news()).toEqual(['a']);
    appendFileSync(path, 'b\n');
    shift();
    expect(news()).toEqual(['b']);
    writeFileSync(path, 'c\n');
    expect(news()).toEqual(['c']);
    for (const text of ['d\n', 'e\n', 'f\n']) {
      appendFileSync(path, text);
      shift();
    }
    writeFileSync(path, 'g\n');
    expect(news()).toEqual(['d', 'e', 'f', 'g']);
  });

  it('goes on with the oldest that is left when it was stopped for longer than files are kept', () => {
    const { path, news, shift } = log(['a\n']);
    expect(news()).toEqual(['a']);
    for (let number = 0; number < 7; number++) {
      shift();
      writeFileSync(path, `${number}\n`);
    }
    expect(news()).toEqual(['2', '3', '4', '5', '6']);
  });

  it('tells nothing twice when somebody deletes the newest file', () => {
    const { path, news, shift } = log(['old\n']);
    utimesSync(path, 1_700_000_000, 1_700_000_000);
    shift();
    writeFileSync(path, 'new\n');
    expect(news()).toEqual(['old', 'new']);
    rmSync(path);
    expect(news()).toEqual([]);
    writeFileSync(path, 'newer\n');
    expect(news()).toEqual(['newer']);
  });

  it('forgets the half line that the logger took back', () => {
    const { path, news } = log(['whole\nhalf']);
    expect(news()).toEqual(['whole']);
    truncateSync(path, 'whole\n'.length);
    expect(news()).toEqual([]);
    appendFileSync(path, 'next\n');
    expect(news()).toEqual(['next']);
  });

  it('sees every line of a real logger over its changes of files', () => {
    const folder = temporaryFolder();
    const { logger, path, stop } = pinoLogger(folder, clock);
    const tail = new LogTail(path);
    onTestFinished(() => {
      tail.close();
      stop();
    });
    const seen: unknown[] = [];
    const filler = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`f${at}`, 'x'.repeat(2000)]));
    for (let line = 0; line < 340; line++) {
      logger.info(`line ${line}`, filler);
      // Every 30 lines: files change between two looks, too.
      if (line % 30 === 29 || line === 339) {
        for (const { text } of tail.lines()) seen.push((JSON.parse(text) as { event: string }).event);
      }
    }
    expect(seen).toEqual(Array.from({ length: 340 }, (_, line) => `line ${line}`));
  });
});
