import type * as Electron from 'electron';

export type Template = readonly (Electron.MenuItemConstructorOptions | Electron.MenuItem)[];

const TYPES: readonly unknown[] = [
  'normal',
  'separator',
  'submenu',
  'checkbox',
  'radio',
  'header',
  'palette',
];

/** As in Electron: what is no item is refused as the menu is built, and a tick is set before the program hears of the click. */
export class MenuItem<Menu extends object> {
  readonly label: string;
  readonly type: string;
  readonly enabled: boolean;
  checked: boolean;
  readonly submenu?: Menu;
  readonly role: string;
  /** Empty for those of its role. */
  readonly accelerator: string;
  readonly #click: (() => void) | undefined;

  constructor(
    options: Electron.MenuItemConstructorOptions | Electron.MenuItem,
    build: (template: Template) => Menu,
  ) {
    const { label, role, type, submenu } = options;
    if (label === undefined && role === undefined && type !== 'separator')
      throw new TypeError('Invalid template for MenuItem: must have at least one of label, role or type');
    if (typeof (label ?? '') !== 'string') throw new TypeError('Invalid label of a MenuItem');
    if (submenu !== undefined) this.submenu = Array.isArray(submenu) ? build(submenu) : (submenu as Menu);
    this.type = type ?? (submenu === undefined ? 'normal' : 'submenu');
    if (!TYPES.includes(this.type)) throw new Error(`Unknown menu item type: ${this.type}`);
    if (this.type === 'submenu' && submenu === undefined) throw new Error('Invalid submenu');
    this.label = label ?? '';
    this.role = (role ?? '').toLowerCase();
    this.accelerator = options.accelerator ?? '';
    this.enabled = options.enabled !== false;
    this.checked = options.checked === true;
    this.#click = options.click as (() => void) | undefined;
  }

  click(): void {
    if (this.type === 'checkbox') this.checked = !this.checked;
    this.#click?.();
  }
}
