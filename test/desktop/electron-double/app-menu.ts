import { app } from './app.ts';
import { answers } from './recorder.ts';

interface Item {
  readonly role: string;
  readonly accelerator: string;
  readonly enabled: boolean;
  readonly submenu?: Bar;
  click(): void;
}

interface Bar {
  readonly items: readonly Item[];
}

/** What a role acts on; `null` while another program is in front. */
interface Focused {
  readonly webContents: { zoomLevel: number; reload(): void };
  close(): unknown;
  minimize(): void;
  isFullScreen(): boolean;
  setFullScreen(on: boolean): void;
}

/** Set by the windows. */
export const focus = { window: (): Focused | null => null };

interface Role {
  /** Unless the item has its own. */
  readonly keys?: string;
  act(window: Focused): void;
}

const windows = process.platform === 'win32';

/** As in Electron's own list of roles, which knows many more. */
const ROLES = new Map<string, Role>([
  ['close', { keys: 'CommandOrControl+W', act: (window) => void window.close() }],
  ['minimize', { keys: 'CommandOrControl+M', act: (window) => window.minimize() }],
  ['reload', { keys: 'CommandOrControl+R', act: ({ webContents }) => webContents.reload() }],
  ['resetzoom', { keys: 'CommandOrControl+0', act: ({ webContents }) => (webContents.zoomLevel = 0) }],
  ['zoomin', { keys: 'CommandOrControl+Plus', act: ({ webContents }) => (webContents.zoomLevel += 0.5) }],
  ['zoomout', { keys: 'CommandOrControl+-', act: ({ webContents }) => (webContents.zoomLevel -= 0.5) }],
  [
    'togglefullscreen',
    {
      keys: process.platform === 'darwin' ? 'Control+Command+F' : 'F11',
      act: (window) => window.setFullScreen(!window.isFullScreen()),
    },
  ],
  ['quit', { ...(windows ? {} : { keys: 'CommandOrControl+Q' }), act: () => app.quit() }],
]);

/** What the program has set. */
export const application = { menu: null as Bar | null };

function itemWith(keys: string, menu: Bar | null | undefined): Item | null {
  for (const item of menu?.items ?? []) {
    if (item.enabled && (item.accelerator || ROLES.get(item.role)?.keys) === keys) return item;
    const inside = itemWith(keys, item.submenu);
    if (inside !== null) return inside;
  }
  return null;
}

answers({
  /** Keys work in a window that is in front, or (macOS) wherever the program is. */
  press: ({ keys }) => {
    const window = focus.window();
    if (window === null && process.platform !== 'darwin')
      throw new Error('no window of the program is in front');
    const item = itemWith(keys, application.menu);
    if (item === null) throw new Error(`${keys} does nothing: no item of the application's menu has them`);
    const role = ROLES.get(item.role);
    if (role === undefined) item.click();
    else if (window !== null || item.role === 'quit') role.act(window as Focused);
  },
});
