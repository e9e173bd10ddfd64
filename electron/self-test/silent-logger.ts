import type { Logger } from '../ports.ts';

const silence = () => {};

export const SILENT_LOGGER: Logger = { debug: silence, info: silence, warn: silence, error: silence };
