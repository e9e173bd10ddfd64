import Store from 'electron-store';
import type { OpenConf } from '../adapters/conf-document.ts';

/** It has a name of its own for the file's name, and would write config.json without it. */
export const openStore: OpenConf = ({ configName = 'state', ...rest }) =>
  new Store({ ...rest, name: configName });
