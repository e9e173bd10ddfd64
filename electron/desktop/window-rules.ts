import { app, session, shell, type WebContents } from 'electron';
import type { Logger } from '../ports.ts';
import { isPageAddress } from './page-request.ts';

/**
 * What any page in this app may do, whoever made it: show our page, and nothing else. A link opens in the person's
 * browser when `isKnownLink` says that it is written in the configuration, never because a service answered with it.
 */
export function ruleWindows(logger: Logger, isKnownLink: (address: string) => boolean): void {
  const { defaultSession } = session;
  defaultSession.setPermissionRequestHandler((_, permission, decide) => {
    logger.warn('permission refused', { permission });
    decide(false);
  });
  defaultSession.setPermissionCheckHandler(() => false);
  defaultSession.setDevicePermissionHandler(() => false);
  defaultSession.on('will-download', (event, item) => {
    event.preventDefault();
    logger.warn('download refused', { address: item.getURL() });
  });

  function keepHere(contents: WebContents): void {
    const refuse = (event: { preventDefault(): void }, address: string) => {
      const url = URL.parse(address);
      if (url !== null && isPageAddress(url)) return;
      event.preventDefault();
      logger.warn('navigation refused', { address });
    };
    contents.on('will-navigate', (event) => refuse(event, event.url));
    contents.on('will-frame-navigate', (event) => refuse(event, event.url));
    contents.on('will-redirect', (event) => refuse(event, event.url));
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      if (isKnownLink(url)) openOutside(url, logger);
      else logger.warn('link refused', { address: url });
      return { action: 'deny' };
    });
  }
  // Chromium starts it anew by itself, and does without a GPU that keeps failing; whoever asks why a window flickered finds it here.
  app.on('child-process-gone', (_, { type, reason, exitCode, name }) => {
    if (reason !== 'clean-exit') logger.warn('helper process gone', { type, reason, exitCode, name });
  });
  app.on('web-contents-created', (_, contents) => keepHere(contents));
}

/** Opens an address that the caller knows in the person's browser; anything but a web address is refused. */
export function openOutside(address: string, logger: Logger): void {
  const protocol = URL.parse(address)?.protocol;
  if (protocol !== 'https:' && protocol !== 'http:') {
    logger.warn('link refused', { address });
    return;
  }
  shell.openExternal(address).catch((error: unknown) => {
    logger.warn('link not opened', { address, message: String(error) });
  });
}
