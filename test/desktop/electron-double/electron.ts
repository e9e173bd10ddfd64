import { app } from './app.ts';
import type { Answer, Question, Report } from './messages.ts';
import { answer, answers, reported, trayReports } from './recorder.ts';
import { shell } from './small-parts.ts';
import { browserPid, ipcMain, windowReports } from './windows.ts';

/* The stand-in for the `electron` module. Product code does not know it; what it lacks throws. */

export { app } from './app.ts';
export { protocol, session } from './protocol-session.ts';
export {
  clipboard,
  dialog,
  Menu,
  nativeTheme,
  net,
  Notification,
  powerMonitor,
  screen,
  shell,
  Tray,
} from './small-parts.ts';
export { BrowserWindow, ipcMain } from './windows.ts';

// electron-store asks for the module as a whole.
// oxlint-disable-next-line import/no-default-export
export default { app, ipcMain, shell };

answers({
  report: (): Report => ({
    trays: trayReports(),
    windows: windowReports(),
    browserPid: browserPid(),
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
