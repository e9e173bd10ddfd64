import { app } from './app.ts';
import { browserPid } from './browser.ts';
import { guard } from './guard.ts';
import { channels, ipcMain } from './ipc-main.ts';
import type { Answer, Question, Report } from './messages.ts';
import { answer, answers, reported, trayReports } from './recorder.ts';
import { shell } from './system.ts';
import { windowReports } from './windows.ts';

/*
 * The stand-in for the `electron` module. Product code does not know it. What it has is typed against Electron's own
 * declarations; what it lacks throws by its name.
 */

export { app } from './app.ts';
export { BaseWindow } from './base-window.ts';
export { ipcMain } from './ipc-main.ts';
export { Notification } from './notification.ts';
export { protocol, session } from './protocol-session.ts';
export { clipboard, dialog, nativeImage, nativeTheme, net, powerMonitor, screen, shell } from './system.ts';
export { Menu, Tray } from './tray.ts';
export { BrowserWindow } from './windows.ts';

const whole: object = { app, ipcMain, shell };
guard('the module', whole);
// electron-store asks for the module as a whole.
// oxlint-disable-next-line import/no-default-export
export default whole;

answers({
  report: (): Report => ({
    trays: trayReports(),
    windows: windowReports(),
    browserPid: browserPid(),
    channels: channels(),
    ...reported(),
  }),
});

// Without a parent that asks (a relaunched process) nothing is listened to, and nothing kept alive by it.
if (process.send !== undefined) {
  process.on('message', (question: Question) => {
    const reply = (rest: Omit<Answer, 'id'>) => process.send?.({ id: question.id, ...rest });
    Promise.resolve()
      .then(() => answer(question.command))
      .then(
        (value) => reply({ value }),
        (error: unknown) => reply({ error: String(error) }),
      );
  });
}
